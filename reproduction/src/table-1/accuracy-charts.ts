import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
import type { Column } from "./columns.js";
import type { PublishedRow } from "./published-table.js";

/** Where the axis of accuracies begins. */
const least = 0.2;

/** A column of accuracies and how it is drawn. */
export type ColouredColumn = Column & { readonly colour: string };

/** Columns of accuracies set by set, with two standard errors, over the published figures. */
export function accuracyChart(
  { title, subtitle }: Pick<Chart, "title" | "subtitle">,
  sets: readonly string[],
  columns: readonly ColouredColumn[],
  published: readonly PublishedRow[],
): Chart {
  return {
    title,
    subtitle,
    legend: [
      ...columns.map(({ name, colour }) => ({ label: name, colour })),
      { label: "printed in the paper", colour: palette.grey },
    ],
    plot: {
      width: 760,
      height: 24 * sets.length + 90,
      marginLeft: 240,
      x: { label: "test accuracy", grid: true, domain: [least, 1] },
      y: { domain: [...sets], label: null },
      marks: [printedCrosses(published), ...dotsWithErrors(sets, columns)],
    },
  };
}

/** The two figures that the paper prints for each set. */
function printedCrosses(published: readonly PublishedRow[]) {
  const crosses = published.flatMap(({ set, neuralTangent, algorithmOne }) => [
    { set, value: neuralTangent },
    { set, value: algorithmOne },
  ]);
  const grey = { fill: palette.grey, stroke: palette.grey };
  return Plot.dot(crosses, { x: "value", y: "set", r: 4, symbol: "times", ...grey });
}

function dotsWithErrors(sets: readonly string[], columns: readonly ColouredColumn[]) {
  const dots = columns.flatMap(({ cells, colour }) =>
    cells.map(({ mean, standardError }, k) => ({
      set: sets[k],
      colour,
      mean,
      low: Math.max(least, mean - 2 * standardError),
      high: Math.min(1, mean + 2 * standardError),
    })),
  );
  return [
    Plot.ruleY(dots, { x1: "low", x2: "high", y: "set", stroke: "colour", strokeOpacity: 0.5, strokeWidth: 2 }),
    Plot.dot(dots, { x: "mean", y: "set", fill: "colour", r: 4.5, stroke: "white" }),
  ];
}

/** Gain of one column over another, set by set, with two standard errors of the paired difference. */
export function gainChart(
  title: string,
  subtitle: string,
  rows: readonly { readonly set: string; readonly gain: number; readonly standardError: number }[],
): Chart {
  const bars = [...rows]
    .sort((a, b) => b.gain - a.gain)
    .map((row) => ({ ...row, low: row.gain - 2 * row.standardError, high: row.gain + 2 * row.standardError }));
  return {
    title,
    subtitle,
    plot: {
      width: 760,
      height: 24 * rows.length + 90,
      marginLeft: 240,
      x: { label: "difference in test accuracy", grid: true },
      y: { domain: bars.map(({ set }) => set), label: null },
      marks: [
        Plot.ruleX([0], { stroke: palette.ink }),
        Plot.ruleY(bars, { x1: "low", x2: "high", y: "set", stroke: palette.grey, strokeWidth: 2 }),
        Plot.dot(bars, {
          x: "gain",
          y: "set",
          r: 5,
          fill: (bar: { gain: number }) => (bar.gain >= 0 ? palette.blue : palette.orange),
        }),
      ],
    },
  };
}
