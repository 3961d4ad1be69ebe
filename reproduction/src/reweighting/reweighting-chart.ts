import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import type { ReweightingCurve } from "./reweighting-curves.js";
import type { ReweightingLevels } from "./reweighting-levels.js";

const legend = [
  { label: "optimum of (8)", colour: palette.blue },
  { label: "NTK level", colour: palette.green },
  { label: "IRLS from NTK weights", colour: palette.orange },
  { label: "IRLS from random weights", colour: palette.ink },
];

/** Objective against iteration, coloured by meaning: the optimum, the NTK's level, reweighting from the NTK, reweighting from elsewhere. */
export function reweightingChart(subtitle: string, { curves, optimum, tangentLevel }: ReweightingLevels): Chart {
  const iterations = Math.max(...curves.map(({ objective }) => objective.length));
  return {
    title: "Reweighting mends the NTK",
    subtitle,
    legend,
    plot: {
      width: 640,
      height: 400,
      x: { type: "log", domain: [1, iterations], label: "iteration", ticks: 5, tickFormat: "~s", grid: true },
      y: { label: "group lasso objective", grid: true, nice: true },
      marks: [
        Plot.ruleY([optimum], { stroke: palette.blue, strokeWidth: 3 }),
        Plot.ruleY([tangentLevel], { stroke: palette.green, strokeWidth: 2.5 }),
        linesOf(curves),
      ],
    },
  };
}

/** One line a start, that from the NTK's weights on top. */
function linesOf(curves: readonly ReweightingCurve[]) {
  const points = curves.flatMap(({ label, fromTangentKernel, objective }) =>
    objective.map((value, k) => ({ label, fromTangentKernel, iteration: k + 1, objective: value })),
  );
  type Point = (typeof points)[number];
  const ordered = [...points.filter((p) => !p.fromTangentKernel), ...points.filter((p) => p.fromTangentKernel)];
  return Plot.line(ordered, {
    x: "iteration",
    y: "objective",
    z: "label",
    stroke: ({ fromTangentKernel }: Point) => (fromTangentKernel ? palette.orange : palette.ink),
    strokeOpacity: ({ fromTangentKernel }: Point) => (fromTangentKernel ? 1 : 0.55),
    strokeWidth: 2,
  });
}
