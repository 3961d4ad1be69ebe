import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

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

const namesOf = { precision: "precision", recall: "recall", f1: "F1" } as const;

/**
 * Precision, recall and F1 of the second of two classes against the probability from which on it is said.
 * @returns the chart, as plain data
 */
export function thresholdChart({ label, points }: ThresholdChartOptions): Chart {
  const curves = [
    { measure: "precision", colour: palette.blue, dashes: "" },
    { measure: "recall", colour: palette.orange, dashes: "7 4" },
    { measure: "f1", colour: palette.green, dashes: "2 3" },
  ] as const;
  return {
    title: `When to say ${label}`,
    legend: curves.map(({ measure, colour, dashes }) => ({ label: namesOf[measure], colour, dashes })),
    numbers: numbersOf(
      points.map(({ threshold, precision, recall, f1 }) => ({ threshold, precision, recall, F1: f1 })),
    ),
    plot: {
      width: 640,
      height: 400,
      x: { domain: [0, 1], label: `said from this probability of ${label} on`, grid: true },
      y: { domain: [0, 1], label: "share", grid: true },
      // Dashes: in black and white too one line is not the other.
      marks: curves.map(({ measure, colour, dashes }) =>
        Plot.line(
          // A class that is never said has no precision.
          points.filter((point) => Number.isFinite(point[measure])),
          { x: "threshold", y: measure, stroke: colour, strokeWidth: 2, strokeDasharray: dashes || undefined },
        ),
      ),
    },
  };
}
