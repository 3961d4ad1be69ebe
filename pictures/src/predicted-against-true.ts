import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `predictedAgainstTrue` shows. */
export interface PredictedAgainstTrueOptions {
  /** What is predicted, with its unit if there is one. */
  readonly target: string;
  readonly title: string;
  readonly subtitle?: string;
  /** Predicted and true values of each group of rows, "training rows" and "test rows" say. */
  readonly groups: readonly {
    readonly label: string;
    readonly truth: ArrayLike<number>;
    readonly predicted: ArrayLike<number>;
  }[];
}

const colours = [palette.grey, palette.blue, palette.orange, palette.green];

/**
 * A regression at a glance: one dot a row (of more than 1000, some), on the diagonal where the prediction is right. The last group is drawn on top.
 * @returns the chart, as plain data
 */
export function predictedAgainstTrue(options: PredictedAgainstTrueOptions): Chart {
  const { target, title, subtitle, groups } = options;
  const values = groups.flatMap(({ truth, predicted }) => [...Array.from(truth), ...Array.from(predicted)]);
  const domain = paddedRange(values);
  const [low, high] = domain;
  return {
    title,
    subtitle,
    numbers: numbersOf(groups.flatMap(recordsOf)),
    legend: groups.map(({ label, truth: { length } }, g) => ({
      label: `${label} (${length > mostDots ? `${mostDots} of ${length}` : length})`,
      colour: colours[g],
      // Hollow: in black and white too one group is not the other.
      isHollow: g < groups.length - 1,
    })),
    plot: {
      width: 640,
      height: 560,
      x: { domain, label: `true ${target}`, grid: true, ticks: 5 },
      y: { domain, label: `predicted ${target}`, grid: true },
      marks: [
        Plot.line(
          [
            [low, low],
            [high, high],
          ],
          { stroke: "currentColor", strokeWidth: 1, strokeDasharray: "4 4" },
        ),
        ...groups.map(({ truth, predicted }, g) =>
          Plot.dot(
            someOf(truth.length).map((row) => [truth[row], predicted[row]] as [number, number]),
            { x: "0", y: "1", r: 3, ...paintOf(g, groups.length) },
          ),
        ),
      ],
    },
  };
}

const paintOf = (group: number, count: number) =>
  group === count - 1
    ? { fill: colours[group], fillOpacity: 0.75 }
    : { stroke: colours[group], strokeOpacity: 0.6, strokeWidth: 1 };

type Group = PredictedAgainstTrueOptions["groups"][number];

const recordsOf = ({ label, truth, predicted }: Group) =>
  Array.from(truth, (value, row) => ({ rows: label, true: value, predicted: predicted[row] }));

/** More dots than these lie on each other, and take a browser long to draw; the numbers of the chart are all of them. */
const mostDots = 1000;

/** Rows spread evenly over all of them. */
function someOf(count: number): number[] {
  const drawn = Math.min(count, mostDots);
  return Array.from({ length: drawn }, (_, k) => Math.floor((k * count) / drawn));
}

function paddedRange(values: readonly number[]): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const padding = (high - low || 1) * 0.04;
  return [low - padding, high + padding];
}
