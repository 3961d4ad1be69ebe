import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import { quantile } from "../statistics/means.js";
import type { Cell } from "./cells.js";
import { deviations } from "./teacher-problem.js";
import type { TestErrors } from "./test-errors.js";

const colours = [palette.green, palette.blue, palette.orange];
const colourOf = (t: number) => colours[deviations.indexOf(t as (typeof deviations)[number])];

export function loosenessChart(cells: readonly Cell[], problems: number): Chart {
  const rows = cells.map((cell) => ({
    cell: `n = ${cell.sampleCount}, d = ${cell.featureCount}, t = ${cell.t}`,
    colour: colourOf(cell.t),
    low: cell.ratios[0],
    median: quantile(cell.ratios, 0.5),
    high: quantile(cell.ratios, 0.95),
  }));
  return {
    title: "The bound holds, with room to spare",
    subtitle: `bound ÷ error, ${problems} problems a row: line from the smallest to the 95 % quantile, dot at the median`,
    legend: deviations.map((t) => ({ label: `t = ${t}`, colour: colourOf(t) })),
    plot: {
      width: 720,
      height: 420,
      marginLeft: 150,
      x: { type: "log", label: "bound ÷ error (left of 1 the bound would be broken)", grid: true, domain: [0.7, 100] },
      y: { label: null, domain: rows.map(({ cell }) => cell), type: "point" },
      marks: [
        Plot.ruleX([1], { stroke: palette.ink, strokeWidth: 2, strokeDasharray: "5 4" }),
        Plot.link(rows, { x1: "low", x2: "high", y: "cell", stroke: "colour", strokeWidth: 3 }),
        Plot.dot(rows, { x: "median", y: "cell", fill: "colour", r: 6 }),
      ],
    },
  };
}

export function testErrorChart(errors: readonly TestErrors[]): Chart {
  const points = errors.flatMap(({ crossValidated, rule }) =>
    deviations.map((t, k) => ({ crossValidated, rule: rule[k], colour: colourOf(t) })),
  );
  const largest = 1.05 * Math.max(...points.flatMap(({ crossValidated, rule }) => [crossValidated, rule]));
  return {
    title: "The theorem's λ is safe, not sharp",
    subtitle: "error on new rows ÷ the function's own size; above the diagonal cross-validation predicts better",
    legend: deviations.map((t) => ({ label: `theorem's λ at t = ${t}`, colour: colourOf(t) })),
    plot: {
      width: 640,
      height: 520,
      marginLeft: 84,
      x: { label: "λ by cross-validation", domain: [0, largest], grid: true },
      y: { label: "λ by Theorem 6.1", domain: [0, largest], grid: true },
      marks: [
        Plot.line(
          [
            [0, 0],
            [largest, largest],
          ],
          { stroke: palette.ink, strokeDasharray: "4 4" },
        ),
        Plot.dot(points, { x: "crossValidated", y: "rule", fill: "colour", fillOpacity: 0.7, r: 3.5 }),
      ],
    },
  };
}
