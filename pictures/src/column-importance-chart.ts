import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `columnImportanceChart` shows. */
export interface ColumnImportanceChartOptions {
  /** "What the predictions rest on" unless told. */
  readonly title?: string;
  readonly subtitle?: string;
  /** What is lost when a column's values are shuffled, in `measure`. */
  readonly columns: readonly { readonly name: string; readonly loss: number }[];
  readonly measure: string;
}

const shown = 15;

/**
 * Which columns the predictions rest on, most important first; at most 15.
 * @returns the chart, as plain data
 */
export function columnImportanceChart(options: ColumnImportanceChartOptions): Chart {
  const { title = "What the predictions rest on", subtitle, columns, measure } = options;
  const ranked = [...columns].sort((a, b) => b.loss - a.loss).slice(0, shown);
  const longest = Math.max(...ranked.map(({ name }) => name.length), 4);
  return {
    title,
    subtitle,
    numbers: numbersOf(
      [...columns].sort((a, b) => b.loss - a.loss).map(({ name, loss }) => ({ column: name, [measure]: loss })),
    ),
    plot: {
      width: 640,
      height: 90 + 24 * ranked.length,
      marginLeft: Math.min(240, 26 + 8 * longest),
      marginRight: 40,
      x: { label: measure, grid: true, nice: true, ticks: 5 },
      y: { domain: ranked.map(({ name }) => name), label: null, type: "band", padding: 0.25 },
      marks: [
        Plot.barX(ranked, { x: "loss", y: "name", fill: palette.blue, rx: 2 }),
        Plot.ruleX([0], { stroke: "currentColor" }),
      ],
    },
  };
}
