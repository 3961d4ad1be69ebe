import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";

export type Method = "generated" | "sampled" | "ntk";

/** Samples for 1 % error against d, and the power of d fitted to them. */
export interface Needed {
  readonly method: Method;
  readonly samples: readonly { readonly d: number; readonly n: number }[];
  /** NaN below two dimensions. */
  readonly exponent: number;
  readonly factor: number;
}

export interface Curve {
  readonly method: Method;
  readonly d: number;
  readonly samplesPerDimension: number;
  readonly error: number;
}

const colours: Record<Method, string> = { generated: palette.blue, sampled: palette.orange, ntk: palette.green };
const names: Record<Method, string> = {
  generated: "network, generated gates",
  sampled: "1000 sampled gates",
  ntk: "NTK",
};
const legend = (["generated", "sampled", "ntk"] as const).map((method) => ({
  label: names[method],
  colour: colours[method],
}));

/** Error against n/d, one line a method and dimension; thicker for larger d. */
export function errorChart(curves: readonly Curve[]): Chart {
  const groups = new Map<string, Curve[]>();
  for (const curve of curves) {
    const key = `${curve.method} ${curve.d}`;
    groups.set(key, [...(groups.get(key) ?? []), curve]);
  }
  const lines = [...groups.values()].flatMap((line) => {
    const sorted = line.sort((a, b) => a.samplesPerDimension - b.samplesPerDimension);
    const [{ method, d }] = sorted;
    const channels = { x: "samplesPerDimension", y: "error" };
    return [
      Plot.line(sorted, { ...channels, stroke: colours[method], strokeWidth: 1 + Math.log2(d / 10) }),
      Plot.dot(sorted, { ...channels, fill: colours[method], r: 3 }),
      // The network's lines begin at one place: their thickness tells them apart.
      Plot.text(method === "generated" ? [] : sorted.slice(0, 1), {
        ...channels,
        text: () => `d = ${d}`,
        dx: 9,
        dy: -4,
        textAnchor: "start",
        fontSize: 11,
        fill: colours[method],
      }),
    ];
  });
  return {
    title: "Learning x₁x₂",
    subtitle: "test error; thin to thick: d = 10, 20, 40, 80",
    legend,
    plot: {
      width: 720,
      height: 420,
      x: { type: "log", label: "samples / d", grid: true, domain: [0.8, 64] },
      y: { label: "test error", grid: true, domain: [0, 0.55] },
      marks: lines,
    },
  };
}

/** Samples for 1 % error against d on logarithmic axes, with the fitted powers. */
export function samplesChart(needed: readonly Needed[]): Chart {
  const fitted = needed.filter(({ samples }) => samples.length >= 2);
  const marks = fitted.flatMap(({ method, samples, exponent, factor }) => [
    Plot.line(
      [8, 100].map((d) => ({ d, n: factor * d ** exponent })),
      { x: "d", y: "n", stroke: colours[method], strokeDasharray: "5 4" },
    ),
    Plot.dot(samples, { x: "d", y: "n", fill: colours[method], r: 5 }),
    Plot.text([samples[samples.length - 1]], {
      x: "d",
      y: "n",
      text: () => `n ~ d^${exponent.toFixed(2)}`,
      dx: 10,
      dy: 16,
      textAnchor: "start",
      fontSize: 13,
      fill: colours[method],
    }),
  ]);
  return {
    title: "Samples for 1 % test error",
    subtitle: "dashed: the fitted power of d",
    legend,
    plot: {
      width: 640,
      height: 420,
      x: { type: "log", label: "d", grid: true, ticks: [10, 20, 40, 80], tickFormat: "d", domain: [8, 130] },
      y: { type: "log", label: "samples", grid: true, tickFormat: "d" },
      marks,
    },
  };
}
