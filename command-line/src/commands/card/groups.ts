import { type Cell, type RowsToJudge, selectEncodedRows } from "@halfspace/tables";
import type { AnyModel } from "halfspace";
import { type Score, scoreOn } from "../../report.js";

/** Rows of one group, and how well the model does on them. */
export interface GroupScore {
  readonly name: string;
  readonly rows: number;
  readonly scores: Score;
}

/** Groups that have a line each; more words share one, and more numbers are cut into quarters. */
const mostGroups = 12;

/** Fewer rows say little about a group. */
export const fewRows = 30;

/** The score of each group of rows, the largest group first; numbers of many values in quarters, in their order. */
export function scoresByGroup(model: AnyModel, { rows, groups = [] }: RowsToJudge): GroupScore[] {
  const { found, isOrdered } = rowsByGroup(groups);
  const inOrder = isOrdered ? found : found.sort((a, b) => b.rows.length - a.rows.length);
  return inOrder.map(({ name, rows: chosen }) => ({
    name,
    rows: chosen.length,
    scores: scoreOn(model, selectEncodedRows(rows, chosen)),
  }));
}

/** The rows of each group, from 0. Only quarters of numbers have an order; other groups come as they are met. */
export function rowsByGroup(cells: readonly Cell[]): {
  readonly found: { readonly name: string; readonly rows: number[] }[];
  readonly isOrdered: boolean;
} {
  const { each, inOrder } = groupNames(cells);
  const rows = new Map<string, number[]>((inOrder ?? each).map((name) => [name, []]));
  each.forEach((name, row) => {
    rows.get(name)?.push(row);
  });
  return { found: Array.from(rows, ([name, own]) => ({ name, rows: own })), isOrdered: inOrder !== undefined };
}

const missing = "(missing)";

/** The group of each row, and the groups in their order where they have one. */
function groupNames(cells: readonly Cell[]): {
  readonly each: readonly string[];
  readonly inOrder?: readonly string[];
} {
  const words = cells.map((cell) => (cell === null ? missing : String(cell)));
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  if (counts.size <= mostGroups) return { each: words };
  const numbers = cells.map((cell) => (cell === null ? Number.NaN : Number(cell)));
  if (cells.every((cell, row) => cell === null || Number.isFinite(numbers[row]))) return quartersOf(numbers);
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, mostGroups - 1);
  const kept = new Set(frequent.map(([word]) => word));
  return { each: words.map((word) => (kept.has(word) ? word : "(others)")) };
}

/** Groups begin at numbers that can be read. */
const digitsOfCuts = 4;

/** @param numbers NaN where one is missing */
function quartersOf(numbers: readonly number[]) {
  const sorted = Float64Array.from(numbers.filter((number) => !Number.isNaN(number))).sort();
  const cuts = [1, 2, 3].map((k) => Number(sorted[Math.floor((k * sorted.length) / 4)].toPrecision(digitsOfCuts)));
  const ranges = ["below ", `${cuts[0]} to below `, `${cuts[1]} to below `, "from "];
  const names = ranges.map((range, k) => `${range}${cuts[Math.min(k, 2)]}`);
  const each = numbers.map((number) =>
    Number.isNaN(number) ? missing : names[cuts.filter((cut) => number >= cut).length],
  );
  return { each, inOrder: [...names, missing].filter((name) => each.includes(name)) };
}
