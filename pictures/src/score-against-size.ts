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
      { label: "tried", colour: palette.blue },
    ],
    plot: {
      width: 640,
      height: 400,
      // The names of the outermost dots stand within, clear of the ticks.
      x: { type: "log", label: "numbers that a prediction needs", grid: true, ticks: 5, tickFormat: "~s", inset: 55 },
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
  const fill = ({ isChosen }: Candidates[number]) => (isChosen ? palette.orange : palette.blue);
  return [
    Plot.line(front, { ...at, curve: "step-after", stroke: palette.grey, strokeDasharray: "4 4" }),
    Plot.dot(candidates, { ...at, r: 3, fill: palette.blue, fillOpacity: 0.35 }),
    Plot.dot(named, { ...at, r: 5, fill }),
    Plot.text(shown, { ...at, text: "name", dy: -12, fill: "currentColor", textAnchor: "middle" }),
  ];
}

type Candidates = ScoreAgainstSizeOptions["candidates"];

/** Smallest first. */
function frontOf(candidates: Candidates, isGreaterBetter: boolean): Candidates {
  const sign = isGreaterBetter ? 1 : -1;
  const bySize = [...candidates].sort((a, b) => a.size - b.size || sign * (b.value - a.value));
  return bySize.filter((one, at) => bySize.slice(0, at).every(({ value }) => sign * one.value > sign * value));
}
