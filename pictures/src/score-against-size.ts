import * as Plot from "@observablehq/plot";
import { type Chart, numbersOf, palette } from "./chart.js";

/** What `scoreAgainstSize` shows. */
export interface ScoreAgainstSizeOptions {
  readonly subtitle?: string;
  /** What `value` is, such as "RMSE". */
  readonly measure: string;
  /** Whether a greater value is the better one. */
  readonly isGreaterBetter: boolean;
  /** One dot each; `size` is how many numbers a prediction needs. Those with a name are larger, and the chosen one and those on the line show it. */
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
  const { subtitle, measure, candidates } = options;
  const records = candidates.map(({ name = null, value, size, isChosen }) => {
    return { name, [measure]: value, size, chosen: Number(isChosen) };
  });
  return {
    title: "What more numbers buy",
    subtitle,
    numbers: numbersOf(records),
    legend: [
      { label: "chosen", colour: palette.orange },
      { label: "tried", colour: palette.blue, isHollow: true },
    ],
    plot: {
      width: 640,
      height: 400,
      marginRight: 70,
      x: { type: "log", label: "numbers that a prediction needs", grid: true, inset: 48, ...sizeTicks(candidates) },
      y: { label: measure, grid: true, nice: true },
      marks: marksOf(options),
    },
  };
}

function marksOf({ candidates, isGreaterBetter }: ScoreAgainstSizeOptions): Plot.Markish[] {
  const at = { x: "size", y: "value" } as const;
  const front = frontOf(candidates, isGreaterBetter);
  const named = candidates.filter(({ name }) => name !== undefined);
  // Dots of one size stand close together, and so would all of their names.
  const shown = named.filter((candidate) => candidate.isChosen || front.includes(candidate));
  return [
    Plot.line(front, { ...at, curve: "step-after", stroke: palette.grey, strokeDasharray: "4 4" }),
    Plot.dot(candidates, { ...at, r: 3, fill: palette.blue, fillOpacity: 0.35 }),
    Plot.dot(named, { ...at, r: 5, fill: "none", stroke: palette.blue, strokeWidth: 1.75 }),
    Plot.dot(
      named.filter(({ isChosen }) => isChosen),
      { ...at, r: 5, fill: palette.orange, stroke: palette.orange },
    ),
    Plot.text(shown, { ...at, text: "name", dy: -12, fill: "currentColor", textAnchor: "middle" }),
  ];
}

/** 1, 2 and 5 times powers of ten, or both ends where fewer than two of them lie between. */
function sizeTicks(candidates: Candidates): { readonly ticks: readonly number[]; readonly tickFormat: string } {
  const sizes = candidates.map(({ size }) => size);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const steps = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
  const between = steps.filter((step) => step >= least && step <= most);
  return { ticks: between.length > 1 ? between : [...new Set([least, most])], tickFormat: "~s" };
}

type Candidates = ScoreAgainstSizeOptions["candidates"];

/** Smallest first. */
function frontOf(candidates: Candidates, isGreaterBetter: boolean): Candidates {
  const sign = isGreaterBetter ? 1 : -1;
  const bySize = [...candidates].sort((a, b) => a.size - b.size || sign * (b.value - a.value));
  return bySize.filter((one, at) => bySize.slice(0, at).every(({ value }) => sign * one.value > sign * value));
}
