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
  const clear = clearNames(shown, candidates);
  return [
    Plot.line(front, { ...at, curve: "step-after", stroke: palette.grey, strokeDasharray: "4 4" }),
    Plot.dot(candidates, { ...at, r: 3, fill: palette.blue, fillOpacity: 0.35 }),
    Plot.dot(named, { ...at, r: 5, fill: "none", stroke: palette.blue, strokeWidth: 1.75 }),
    Plot.dot(
      named.filter(({ isChosen }) => isChosen),
      { ...at, r: 5, fill: palette.orange, stroke: palette.orange },
    ),
    ...besideNames.map((dy) =>
      Plot.text(
        clear.filter((name) => name.dy === dy),
        { ...at, text: "name", dy, fill: "currentColor", textAnchor: "middle" },
      ),
    ),
  ];
}

/** Where a name may stand beside its dot, in pixels: above it, or below. */
const besideNames = [-12, 14];
/** About, in pixels: the room that the dots spread over, and what a letter and a line of it take. */
const [spread, letter, line] = [{ x: 430, y: 310 }, 7.5, 16];

/** Names above or below their dots, so that none lies on another; one that has no room is left to the numbers. The chosen one comes first. */
function clearNames(shown: Candidates, all: Candidates): (Candidates[number] & { readonly dy: number })[] {
  const placeOf = (values: readonly number[], value: number) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return most > least ? (value - least) / (most - least) : 0;
  };
  const [sizes, values] = [all.map(({ size }) => Math.log10(size)), all.map(({ value }) => value)];
  const kept: { readonly x: number; readonly y: number; readonly length: number }[] = [];
  return [...shown]
    .sort((a, b) => Number(b.isChosen) - Number(a.isChosen))
    .flatMap((candidate) => {
      const { name = "", size, value } = candidate;
      const x = spread.x * placeOf(sizes, Math.log10(size));
      const y = -spread.y * placeOf(values, value);
      const isClear = (dy: number) =>
        kept.every(
          (other) =>
            Math.abs(other.y - y - dy) > line || Math.abs(other.x - x) > (letter * (other.length + name.length)) / 2,
        );
      const dy = besideNames.find(isClear);
      if (dy === undefined) return [];
      kept.push({ x, y: y + dy, length: name.length });
      return [{ ...candidate, dy }];
    });
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
