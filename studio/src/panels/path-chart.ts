import { dot, line, type PlotOptions, ruleX, text } from "@observablehq/plot";
import { fractionAt, type PathPoint } from "../penalty/path-point.js";
import type { Problem } from "../problems/problem.js";

const alongPenalty = {
  x: { type: "log", domain: [1, 1e-3], label: "λ ÷ its largest value", tickFormat: "~g", ticks: 4, labelArrow: "none" },
} as const;
const handle = (place: number) => ruleX([fractionAt(place)], { stroke: "var(--ink)", strokeDasharray: "2 4" });

/** The error along the regularisation path: of a curve on the rows that were learned and on others, in units of y; of a plane on others alone. */
export function errorChart(path: readonly PathPoint[], place: number, { kind, targets }: Problem): PlotOptions {
  const isCurve = kind === "curve";
  const learned = ({ loss }: PathPoint) => Math.sqrt(loss / targets.length);
  const unseen = path.filter(({ unseenError }) => unseenError !== null);
  const last = path[path.length - 1];
  return {
    ...alongPenalty,
    y: {
      label: isCurve ? "error, in units of y" : "wrong among new rows (%)",
      percent: !isCurve,
      grid: true,
      zero: true,
      labelArrow: "none",
      ticks: 5,
    },
    marginTop: 28,
    marks: [
      handle(place),
      ...(isCurve
        ? [line(path, { x: "lambdaFraction", y: learned, stroke: "var(--optimum)", strokeWidth: 2.25 })]
        : []),
      line(unseen, {
        x: "lambdaFraction",
        y: "unseenError",
        stroke: "var(--descent)",
        strokeWidth: 2.25,
        strokeDasharray: "6 4",
      }),
      ...(isCurve && unseen.length > 0
        ? [
            nameAt(last.unseenError ?? 0, "new rows", "var(--descent)"),
            nameAt(learned(last), "learned rows", "var(--optimum)"),
          ]
        : []),
    ],
  };
}

/** Above the end of a line, what it is. */
const nameAt = (y: number, words: string, fill: string) =>
  text([y], {
    x: () => 1e-3,
    y: (value: number) => value,
    text: () => words,
    dy: -10,
    textAnchor: "end",
    fill,
    // Lines that fall steeply pass behind the words.
    stroke: "var(--card)",
    strokeWidth: 5,
  });

/** The number of neurons along the regularisation path. */
export function neuronChart(path: readonly PathPoint[], place: number): PlotOptions {
  return {
    ...alongPenalty,
    y: {
      label: "neurons",
      domain: [0, Math.max(5, ...path.map(({ neurons }) => neurons))],
      grid: true,
      labelArrow: "none",
      ticks: 5,
    },
    marginTop: 28,
    marks: [
      handle(place),
      dot(path, {
        x: "lambdaFraction",
        y: "neurons",
        fill: "var(--ink)",
        r: 2.25,
        title: ({ neurons }: PathPoint) => `${neurons} neurons`,
      }),
    ],
  };
}
