import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import type { LearnedFunctions } from "./learned-functions.js";
import type { LinePoints } from "./points-on-a-line.js";

/** The learned functions over the line, in the colours of the objective's picture. */
export function functionsChart(result: LearnedFunctions & Pick<LinePoints, "points">): Chart {
  const { grid, groupLasso, descent, tangentRidge, points } = result;
  const line = (values: readonly number[]) => grid.map((x, k) => ({ x, y: values[k] }));
  return {
    title: "The learned functions",
    subtitle: "group lasso after cone decomposition; gradient descent on 100 neurons (dashed); NTK ridge",
    legend: [
      { label: "group lasso", colour: palette.blue },
      { label: "gradient descent", colour: palette.ink },
      { label: "NTK", colour: palette.green },
      { label: "data", colour: palette.orange },
    ],
    plot: {
      width: 640,
      height: 400,
      x: { label: "x", grid: true },
      y: { label: "f(x)", grid: true, nice: true },
      marks: [
        Plot.line(line(tangentRidge), { x: "x", y: "y", stroke: palette.green, strokeWidth: 2.5 }),
        Plot.line(line(groupLasso), { x: "x", y: "y", stroke: palette.blue, strokeWidth: 3 }),
        Plot.line(line(descent), { x: "x", y: "y", stroke: palette.ink, strokeWidth: 2, strokeDasharray: "6 5" }),
        Plot.dot(points, { x: "x", y: "y", fill: palette.orange, stroke: "white", r: 5.5 }),
      ],
    },
  };
}
