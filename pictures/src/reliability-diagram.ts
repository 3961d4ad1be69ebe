import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `reliabilityDiagram` shows. */
export interface ReliabilityDiagramOptions {
  readonly subtitle?: string;
  /** Rows by the probability of their likeliest class; bins of count 0 are left out. */
  readonly bins: readonly { readonly count: number; readonly confidence: number; readonly accuracy: number }[];
}

/**
 * How often the likeliest class is right, against the probability that it was given: on the diagonal probabilities mean what they say. The
 * area of a dot is the number of its rows.
 * @returns the chart, as plain data
 */
export function reliabilityDiagram({ subtitle, bins }: ReliabilityDiagramOptions): Chart {
  const points = bins.filter(({ count }) => count > 0);
  const ends = [
    { confidence: 0, accuracy: 0 },
    { confidence: 1, accuracy: 1 },
  ];
  return {
    title: "Do probabilities mean what they say?",
    subtitle,
    numbers: numbersOf(
      points.map(({ count, confidence, accuracy }) => ({ rows: count, probability: confidence, right: accuracy })),
    ),
    plot: {
      width: 640,
      height: 400,
      x: { domain: [0, 1], label: "probability given to the likeliest class", grid: true },
      y: { domain: [0, 1], label: "share of rows where it is right", grid: true },
      r: { range: [2, 14] },
      marks: [
        Plot.line(ends, { x: "confidence", y: "accuracy", stroke: palette.grey, strokeDasharray: "4 4" }),
        Plot.line(points, { x: "confidence", y: "accuracy", stroke: palette.blue, strokeWidth: 1.5 }),
        Plot.dot(points, { x: "confidence", y: "accuracy", r: "count", fill: palette.blue, fillOpacity: 0.8 }),
      ],
    },
  };
}
