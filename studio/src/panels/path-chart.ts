import { dot, line, type PlotOptions, ruleX } from "@observablehq/plot";
import { fractionAt, type PathPoint } from "../penalty/path-point.js";

/** Misfit and number of neurons along the regularisation path, with a mark at the handle. */
export function pathChart(path: readonly PathPoint[], place: number): PlotOptions {
  const mostNeurons = Math.max(...path.map(({ neurons }) => neurons), 1);
  const largestLoss = Math.max(...path.map(({ loss }) => loss)) || 1;
  return {
    x: { type: "log", reverse: true, label: "λ ÷ its largest value", tickFormat: "~g", ticks: 4, labelArrow: "none" },
    y: {
      label: "misfit (line, share of its largest) · neurons (dots)",
      percent: true,
      grid: true,
      labelArrow: "none",
      ticks: 5,
    },
    marginRight: 36,
    marks: [
      ruleX([fractionAt(place)], { stroke: "var(--ink)", strokeDasharray: "2 4" }),
      line(path, {
        x: "lambdaFraction",
        y: ({ loss }: PathPoint) => loss / largestLoss,
        stroke: "var(--optimum)",
        strokeWidth: 2.25,
      }),
      dot(path, {
        x: "lambdaFraction",
        y: ({ neurons }: PathPoint) => neurons / mostNeurons,
        fill: "var(--quiet)",
        r: 2,
        title: ({ neurons }: PathPoint) => `${neurons} neurons`,
      }),
    ],
  };
}
