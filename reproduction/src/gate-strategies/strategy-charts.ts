import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";

/** Means at one number of gates. */
export interface CurvePoint {
  readonly strategy: string;
  readonly lambdaFraction: number;
  readonly count: number;
  readonly accuracy: number;
  readonly excess: number;
  readonly active: number;
}

/** Of the same set of colours as the palette (Okabe and Ito). */
const purple = "#cc79a7";

const styles: Readonly<Record<string, { readonly colour: string }>> = {
  Gaussian: { colour: palette.blue },
  "data differences": { colour: palette.orange },
  sparse: { colour: palette.green },
  mixed: { colour: purple },
  "quantile 50 %": { colour: palette.ink },
  "quantile 25 %": { colour: palette.grey },
  generated: { colour: palette.ink },
};

export function accuracyChart(curves: readonly CurvePoint[], where: string): Chart {
  const values = curves.map(({ accuracy }) => accuracy);
  // Not zoomed in on: differences of a point are within the noise.
  const domain = [Math.min(...values) - 0.03, Math.min(1, Math.max(...values) + 0.03)];
  return chartOf("Test accuracy", where, curves, "accuracy", { label: "test accuracy", tickFormat: "~%", domain });
}

export function excessChart(title: string, where: string, curves: readonly CurvePoint[]): Chart {
  const drawn = curves.filter(({ strategy, excess }) => strategy !== "generated" || excess > 0);
  // A logarithm has no room for an optimum that is reached.
  const floored = drawn.map((point) => ({ ...point, excess: Math.max(point.excess, 1e-6) }));
  return chartOf(title, where, floored, "excess", { type: "log", label: "relative excess", tickFormat: "~%" });
}

export function countChart(curves: readonly CurvePoint[], where: string): Chart {
  return chartOf("Active gates", where, curves, "active", { type: "log", label: "active gates", tickFormat: "~g" });
}

const panelName = { frameAnchor: "bottom-left", dx: 8, dy: -8, fontWeight: 600 } as const;

/** One panel for each λ; lines for drawn gates, a diamond for generated ones. */
function chartOf(
  title: string,
  where: string,
  curves: readonly CurvePoint[],
  y: "accuracy" | "excess" | "active",
  axis: object,
): Chart {
  const names = [...new Set(curves.map(({ strategy }) => strategy))];
  const drawn = curves.filter(({ strategy }) => strategy !== "generated");
  const generated = curves.filter(({ strategy }) => strategy === "generated");
  const counts = curves.map(({ count }) => count);
  const panel = ({ lambdaFraction }: CurvePoint) => `λ = ${lambdaFraction} λmax`;
  const colour = ({ strategy }: CurvePoint) => styles[strategy].colour;
  const panels = [...new Set(curves.map(panel))];
  const [least, most] = [0.8 * Math.min(...counts), 1.25 * Math.max(...counts)];
  const channels = { x: "count", y, fx: panel };
  return {
    title,
    subtitle: where,
    legend: names.map((name) => ({
      label: name === "generated" ? "generated (diamond)" : name,
      colour: styles[name].colour,
    })),
    plot: {
      width: 900,
      height: 420,
      fx: { axis: null, domain: panels },
      x: { type: "log", label: "gates drawn", tickFormat: "~d", grid: true, ticks: 5, domain: [least, most] },
      y: { grid: true, ...axis },
      marks: [
        Plot.frame({ stroke: "#ddd" }),
        Plot.text(panels, { fx: (name: string) => name, text: (name: string) => name, ...panelName }),
        Plot.line(drawn, { ...channels, z: "strategy", stroke: colour, strokeWidth: 2.2 }),
        Plot.dot(drawn, { ...channels, fill: colour, r: 3.2 }),
        Plot.dot(generated, { ...channels, fill: colour, r: 6, symbol: "diamond" }),
      ],
    },
  };
}
