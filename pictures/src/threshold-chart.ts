import * as Plot from "@observablehq/plot";
import { type Chart, palette } from "./chart.js";

/** What `thresholdChart` shows. */
export interface ThresholdChartOptions {
  /** The class that is said from the threshold on. */
  readonly label: string | number | boolean;
  readonly points: readonly {
    readonly threshold: number;
    readonly precision: number;
    readonly recall: number;
    readonly f1: number;
  }[];
}

/**
 * Precision, recall and F1 of the second of two classes against the probability from which on it is said.
 * @returns the chart, as plain data
 */
export function thresholdChart({ label, points }: ThresholdChartOptions): Chart {
  const curves = [
    { measure: "precision", colour: palette.blue },
    { measure: "recall", colour: palette.orange },
    { measure: "f1", colour: palette.green },
  ] as const;
  return {
    title: `When to say ${label}`,
    legend: curves.map(({ measure, colour }) => ({ label: measure === "f1" ? "F1" : measure, colour })),
    plot: {
      width: 640,
      height: 400,
      x: { domain: [0, 1], label: `said from this probability of ${label} on`, grid: true },
      y: { domain: [0, 1], label: "share", grid: true },
      marks: curves.map(({ measure, colour }) =>
        Plot.line(
          // A class that is never said has no precision.
          points.filter((point) => Number.isFinite(point[measure])),
          { x: "threshold", y: measure, stroke: colour, strokeWidth: 2 },
        ),
      ),
    },
  };
}
