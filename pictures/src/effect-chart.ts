import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `effectChart` shows of one column. */
export interface EffectChartOptions {
  readonly name: string;
  /** What the curves are of. */
  readonly measure: string;
  /** Where the column was set: numbers, or words. */
  readonly at: readonly number[] | readonly string[];
  /** The mean over the rows, one curve an output. */
  readonly curves: readonly { readonly label: string; readonly mean: readonly number[] }[];
  /** Single rows, drawn thin behind the mean. */
  readonly rows: readonly (readonly number[])[];
}

/** Curves differ by their dashes too: in black and white one is not the other. */
const styles = [
  { colour: palette.blue, dashes: "" },
  { colour: palette.orange, dashes: "7 4" },
  { colour: palette.green, dashes: "2 3" },
  { colour: palette.grey, dashes: "10 3 2 3" },
];

/**
 * The effect of a column on the predictions: the mean while the column is set to one value after the other, and single rows behind it.
 * @returns the chart, as plain data
 */
export function effectChart({ name, measure, at, curves, rows }: EffectChartOptions): Chart {
  const points = curves.flatMap(({ label, mean }) => at.map((x, k) => ({ x, y: mean[k], label })));
  const single = rows.flatMap((row, r) => at.map((x, k) => ({ x, y: row[k], row: r })));
  const colourOf = ({ label }: { label: string }) => styles[curves.findIndex((curve) => curve.label === label)].colour;
  const isNumbers = at.every((x) => typeof x === "number");
  return {
    title: `Effect of ${name}`,
    subtitle: rows.length > 0 ? "the mean of all rows, with single rows behind it" : "the mean of all rows",
    ...(curves.length > 1 ? { legend: curves.map(({ label }, k) => ({ label, ...styles[k] })) } : {}),
    numbers: numbersOf(
      at.map((x, k) => ({
        [name]: x,
        ...Object.fromEntries(curves.map(({ label, mean }) => [`${measure}: ${label}`, mean[k]])),
      })),
    ),
    plot: {
      width: 640,
      height: 320,
      x: isNumbers ? { label: name, nice: false } : { label: name, type: "point", domain: [...at] as string[] },
      y: { label: measure, grid: true, nice: true },
      marks: [
        Plot.line(single, { x: "x", y: "y", z: "row", stroke: palette.grey, strokeOpacity: 0.35, strokeWidth: 1 }),
        ...curves.map(({ label }, k) =>
          Plot.line(
            points.filter((point) => point.label === label),
            {
              x: "x",
              y: "y",
              stroke: styles[k].colour,
              strokeWidth: 2.5,
              strokeDasharray: styles[k].dashes || undefined,
            },
          ),
        ),
        ...(at.length <= 12 ? [Plot.dot(points, { x: "x", y: "y", fill: colourOf, r: 4 })] : []),
      ],
    },
  };
}
