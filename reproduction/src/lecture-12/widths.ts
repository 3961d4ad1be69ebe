import { exponential, logarithm } from "halfspace/numerics";
import { type Claim, type NumberTable, type ReproductionOptions, short } from "../reproduction.js";
import { fittedLine } from "../statistics/fitted-line.js";
import { onWorkers } from "../workers/on-workers.js";
import type { WidthResult, WidthTask } from "./linearised-problems.js";
import type { WidthCurve } from "./width-chart.js";

/** Rows and columns of the problems. */
export const sizes = [
  { n: 10, d: 5 },
  { n: 20, d: 10 },
  { n: 40, d: 20 },
] as const;
/** The widths that are tried, and how many networks of each. */
export interface WidthEffort {
  readonly widths: readonly number[];
  readonly draws: number;
}

/** All widths of one size of problem. */
export interface SizeResult {
  readonly n: number;
  readonly d: number;
  /** Geometric means over the draws, width by width. */
  readonly byWidth: readonly { readonly width: number; readonly mean: WidthResult }[];
  readonly exponents: WidthResult;
}

/** Every width of every size of problem, on a few threads. */
export async function sizeResults(
  { widths, draws }: WidthEffort,
  { seed = 1, signal, onProgress }: ReproductionOptions,
): Promise<SizeResult[]> {
  const tasks: WidthTask[] = sizes.flatMap((size, s) =>
    widths.flatMap((width) =>
      Array.from({ length: draws }, (_, k) => ({
        ...size,
        width,
        problemSeed: 100 * seed + s,
        seed: 1_000_000 * seed + 10 * width + k,
      })),
    ),
  );
  const onDone = (count: number) => count % 10 === 0 && onProgress?.(`network ${count} of ${tasks.length}`);
  const results = await widestFirst(tasks, { signal, onDone });
  return sizes.map((size, s) => sizeResult(size, { widths, draws }, results.slice(s * widths.length * draws)));
}

/** Results in the order of the tasks. The widest are done first, so that no thread is left with a long task at the end. */
async function widestFirst(tasks: readonly WidthTask[], options: Parameters<typeof onWorkers>[2]) {
  const order = tasks.map((_, k) => k).sort((a, b) => tasks[b].width - tasks[a].width || a - b);
  const script = new URL("./linearised-worker.js", import.meta.url);
  const ordered = order.map((k) => tasks[k]);
  const answers = await onWorkers<WidthTask, WidthResult>(script, ordered, options);
  const results = new Array<WidthResult>(tasks.length);
  order.forEach((k, position) => {
    results[k] = answers[position];
  });
  return results;
}

function sizeResult(
  { n, d }: { readonly n: number; readonly d: number },
  { widths, draws }: WidthEffort,
  results: readonly WidthResult[],
): SizeResult {
  const keys = Object.keys(results[0]) as (keyof WidthResult)[];
  const each = (value: (key: keyof WidthResult) => number) =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as WidthResult;
  const byWidth = widths.map((width, w) => {
    const own = results.slice(w * draws, (w + 1) * draws);
    return {
      width,
      mean: each((key) => exponential(own.reduce((sum, result) => sum + logarithm(result[key]) / draws, 0))),
    };
  });
  const exponents = each(
    (key) => fittedLine(byWidth.map(({ width, mean }) => [logarithm(width), logarithm(mean[key])])).slope,
  );
  return { n, d, byWidth, exponents };
}

const expectations: readonly [keyof WidthResult, string, number, number][] = [
  ["smallest", "Lemma 12.1: σ_min ÷ (‖φ‖_F/√n)", 0, 0.05],
  ["largest", "Lemma 12.1: σ_max ÷ (‖φ‖_F/√n)", 0, 0.05],
  ["frobenius", "Lemma 12.3: ‖φ‖_F", 0, 0.05],
  ["displacement", "(12.18): ‖Δθ̂‖", 0, 0.05],
  ["start", "(12.21): ‖θ⁰‖", 0.5, 0.05],
  ["distance", "true network − linearisation at the fit, training rows", -0.5, 0.1],
];

export function sizeClaims({ n, d, exponents, byWidth }: SizeResult): Claim[] {
  const { width, mean } = byWidth[byWidth.length - 1];
  return [
    ...expectations.map(([key, name, exponent, tolerance]) => ({
      name: `${name}, n = ${n}, d = ${d}`,
      expected: `exponent in m: ${exponent} ± ${tolerance}`,
      measured: `${exponents[key].toFixed(3)} (${short(mean[key])} at m = ${width.toLocaleString("en")})`,
      holds: Math.abs(exponents[key] - exponent) <= tolerance,
    })),
    {
      name: `infinite width: ‖Δθ̂‖ ÷ √(y'ᵀH⁻¹y'), n = ${n}, d = ${d}`,
      expected: `1 ± 0.05 at m = ${width.toLocaleString("en")}`,
      measured: short(mean.limitRatio),
      holds: Math.abs(mean.limitRatio - 1) <= 0.05,
    },
  ];
}

export function curvesOf({ byWidth, exponents }: SizeResult): WidthCurve[] {
  const curve = (label: string, key: keyof WidthResult): WidthCurve => ({
    label,
    exponent: exponents[key],
    points: byWidth.map(({ width, mean }) => ({ width, value: mean[key] })),
  });
  return [
    curve("‖θ⁰‖", "start"),
    curve("‖Δθ‖", "displacement"),
    curve("f − g, training rows", "distance"),
    curve("f − g, other rows", "distanceElsewhere"),
  ];
}

export function exponentTable(all: readonly SizeResult[]): NumberTable {
  return {
    title: "Fitted exponents in m",
    columns: [
      ...["n", "d", "σ_min√n/‖φ‖_F", "σ_max√n/‖φ‖_F", "‖φ‖_F", "‖Δθ̂‖", "‖θ⁰‖"],
      ...["f − g, training rows", "f − g, other rows"],
    ],
    rows: all.map(({ n, d, exponents: e }) => [
      n,
      d,
      ...[e.smallest, e.largest, e.frobenius, e.displacement, e.start, e.distance, e.distanceElsewhere].map((value) =>
        value.toFixed(3),
      ),
    ]),
  };
}

export function widthTable(all: readonly SizeResult[]): NumberTable {
  return {
    title: "Every width (geometric means)",
    columns: ["n", "d", "m", "σ_min√n/‖φ‖_F", "σ_max√n/‖φ‖_F", "‖φ‖_F", "‖Δθ̂‖", "÷ its limit", "‖θ⁰‖", "f − g"],
    rows: all.flatMap(({ n, d, byWidth }) =>
      byWidth.map(({ width, mean: r }) => [
        n,
        d,
        width,
        ...[r.smallest, r.largest, r.frobenius, r.displacement, r.limitRatio, r.start, r.distance].map(short),
      ]),
    ),
  };
}
