import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `crossValidationCurve` shows. */
export interface CrossValidationCurveOptions {
  /** What the held-out rows are scored in, "rmse" say. */
  readonly metric: string;
  readonly path: readonly { readonly lambdaFraction: number; readonly mean: number; readonly standardError: number }[];
  /** The fraction of λ_max that was chosen. */
  readonly chosen: number;
}

/**
 * How the penalty was chosen: the score of rows held out along the regularisation path, one standard error either side.
 * @returns the chart, as plain data
 */
export function crossValidationCurve({ metric, path, chosen }: CrossValidationCurveOptions): Chart {
  const points = path.map(({ lambdaFraction, mean, standardError }) => ({
    lambdaFraction,
    mean,
    low: mean - standardError,
    high: mean + standardError,
  }));
  return {
    title: "How the penalty was chosen",
    subtitle: `mean over rows held out ± one standard error; chosen λ = ${Number(chosen.toPrecision(2))} of λ_max${metric === "accuracy" ? ", by their loss" : ""}`,
    numbers: numbersOf(
      points.map((point) => ({
        "λ as a fraction of λ_max": point.lambdaFraction,
        [metric]: point.mean,
        low: point.low,
        high: point.high,
      })),
    ),
    plot: {
      width: 640,
      height: 400,
      x: {
        type: "log",
        reverse: true,
        label: "λ as a fraction of λ_max (right: more flexible)",
        tickFormat: String,
        grid: true,
      },
      y: { label: `${metric} of rows held out`, grid: true, nice: true },
      marks: [
        ...marksOf(drawnPoints(points)),
        Plot.ruleX([chosen], { stroke: palette.orange, strokeDasharray: "4 4" }),
      ],
    },
  };
}

interface Scored {
  readonly lambdaFraction: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const marksOf = (points: readonly Scored[]): Plot.Markish[] => [
  Plot.areaY(points, { x: "lambdaFraction", y1: "low", y2: "high", fill: palette.blue, fillOpacity: 0.15 }),
  Plot.line(points, { x: "lambdaFraction", y: "mean", stroke: palette.blue, strokeWidth: 2 }),
  Plot.dot(points, { x: "lambdaFraction", y: "mean", fill: palette.blue, r: 3 }),
];

/** Where the score runs away at one end, the picture shows what the choice was between, and not the end alone; the numbers have it. */
function drawnPoints(points: readonly Scored[]): readonly Scored[] {
  const means = points.map(({ mean }) => mean).sort((a, b) => a - b);
  const limit = 5 * means[Math.floor(means.length / 2)];
  return limit > 0 ? points.filter(({ mean, high }) => mean <= limit && high <= 2 * limit) : points;
}
