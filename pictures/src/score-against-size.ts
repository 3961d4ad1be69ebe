import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `scoreAgainstSize` shows. */
export interface ScoreAgainstSizeOptions {
  readonly subtitle?: string;
  /** What `value` is, such as "RMSE". */
  readonly measure: string;
  /** Whether a greater value is the better one. */
  readonly isGreaterBetter: boolean;
  /** One dot each; `size` is how many numbers a prediction needs. Those with a name are labelled. */
  readonly candidates: readonly {
    readonly value: number;
    readonly size: number;
    readonly name?: string;
    readonly isChosen: boolean;
  }[];
}

/**
 * Score against size, one dot a candidate. The line joins those that no other candidate beats in both (the Pareto front).
 * @returns the chart, as plain data
 */
export function scoreAgainstSize(options: ScoreAgainstSizeOptions): Chart {
  const { subtitle, measure, isGreaterBetter, candidates } = options;
  const front = frontOf(candidates, isGreaterBetter);
  const named = candidates.filter(({ name }) => name !== undefined);
  return {
    title: "What more numbers buy",
    subtitle,
    numbers: numbersOf(
      candidates.map(({ name = null, value, size, isChosen }) => ({
        name,
        [measure]: value,
        size,
        chosen: Number(isChosen),
      })),
    ),
    legend: [
      { label: "chosen", colour: palette.orange },
      { label: "tried", colour: palette.blue },
    ],
    plot: {
      width: 640,
      height: 400,
      marginRight: 40,
      x: { type: "log", label: "numbers that a prediction needs", grid: true, ticks: 5, tickFormat: "~s" },
      y: { label: measure, grid: true, nice: true },
      marks: [
        Plot.line(front, {
          x: "size",
          y: "value",
          curve: "step-after",
          stroke: palette.grey,
          strokeDasharray: "4 4",
        }),
        Plot.dot(candidates, { x: "size", y: "value", r: 3, fill: palette.blue, fillOpacity: 0.35 }),
        Plot.dot(named, {
          x: "size",
          y: "value",
          r: 5,
          fill: ({ isChosen }) => (isChosen ? palette.orange : palette.blue),
        }),
        Plot.text(named, { x: "size", y: "value", text: "name", dy: -12, fill: "currentColor", textAnchor: "middle" }),
      ],
    },
  };
}

type Candidates = ScoreAgainstSizeOptions["candidates"];

/** Smallest first. */
function frontOf(candidates: Candidates, isGreaterBetter: boolean): Candidates {
  const sign = isGreaterBetter ? 1 : -1;
  const bySize = [...candidates].sort((a, b) => a.size - b.size || sign * (b.value - a.value));
  return bySize.filter((one, at) => bySize.slice(0, at).every(({ value }) => sign * one.value > sign * value));
}
