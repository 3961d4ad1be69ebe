import { type NumberTable, type Picture, short } from "../reproduction.js";
import { average, standardError } from "../statistics/means.js";
import { criticalDifference } from "../statistics/signed-rank.js";
import { type Cell, type Column, type Comparison, meanRankOf } from "./columns.js";
import { criticalDifferenceChart } from "./critical-difference-chart.js";
import { correctedSets, type PublishedRow } from "./published-table.js";

/** Sets as small as this carry noise alone; comparisons are given with and without them. */
export const fewRows = 100;

/** Several columns over the same sets. */
export interface ColumnStudy {
  readonly sets: readonly { readonly set: string; readonly rows: number }[];
  readonly columns: readonly Column[];
  /** Which sets count: those of the paper, without the corrected ones. */
  readonly printed: readonly number[];
  /** Those of them with many rows. */
  readonly large: readonly number[];
  /** Mean ranks of the columns over the sets that count. */
  readonly ranks: readonly number[];
}

export function columnStudy(sets: ColumnStudy["sets"], columns: readonly Column[]): ColumnStudy {
  const printed = sets.flatMap(({ set }, at) => (correctedSets.includes(set) ? [] : [at]));
  const large = printed.filter((at) => sets[at].rows >= fewRows);
  return { sets, columns, printed, large, ranks: meanRankOf(columns, printed) };
}

export const percent = (value: number) => (Number.isNaN(value) ? "–" : (100 * value).toFixed(1));
export const withError = ({ mean, standardError: error }: Cell) =>
  `${percent(mean)}\u00a0±\u00a0${(100 * error).toFixed(1)}`;
export const signed = (value: number) => `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(4)}`;

/** The columns of the paper beside ours. */
export const publishedColumns = ["majority", "paper: NTK", "paper: Algorithm 1"];

export function publishedCells(row: PublishedRow | undefined): string[] {
  if (!row) return ["–", "corrected set", "corrected set"];
  return [row.majority, row.neuralTangent, row.algorithmOne].map(percent);
}

/** The mean difference of two cells over the splits, with its standard error. */
export function pairedGain(set: string, first: Cell, second: Cell) {
  const differences = first.splits.map((value, k) => value - second.splits[k]);
  return { set, gain: average(differences), standardError: standardError(differences) };
}

/** Mean ranks over the sets that count, with the critical difference. */
export function ranksPicture(
  name: string,
  { columns, ranks, printed }: Pick<ColumnStudy, "columns" | "ranks" | "printed">,
  caption = "Mean ranks over the sets of the paper, with the critical difference.",
): Picture {
  return {
    name,
    caption,
    chart: criticalDifferenceChart(
      columns.map((column, k) => ({ name: column.name, rank: ranks[k] })),
      criticalDifference(columns.length, printed.length),
      printed.length,
    ),
  };
}

/** Mean rank and mean accuracy of every column. */
export function rankTable({ columns, ranks, printed, large }: ColumnStudy): NumberTable {
  const best = printed.map((at) => Math.max(...columns.map(({ cells }) => Math.round(1e6 * cells[at].mean))));
  return {
    title: "Columns over the sets of the paper",
    columns: ["column", "mean rank", "mean accuracy", `mean accuracy, n ≥ ${fewRows}`, "best or tied for best on"],
    rows: columns.map(({ name, cells }, k) => [
      name,
      ranks[k].toFixed(2),
      percent(average(printed.map((at) => cells[at].mean))),
      large.length > 0 ? percent(average(large.map((at) => cells[at].mean))) : "–",
      printed.filter((at, row) => Math.round(1e6 * cells[at].mean) === best[row]).length,
    ]),
  };
}

/** Wins, losses and the signed-rank test of pairs of columns. */
export function comparisonTable(comparisons: readonly Comparison[]): NumberTable {
  return {
    title: "Pairs of columns, with the exact signed-rank test (two-sided)",
    columns: ["pair", "sets", "wins", "ties", "losses", "mean gain", "p"],
    rows: comparisons.map(({ first, second, wins, ties, losses, gain, standardError: error, test }) => [
      `${first} – ${second}`,
      wins + ties + losses,
      wins,
      ties,
      losses,
      `${signed(gain)} ± ${error.toFixed(4)}`,
      short(test.probability),
    ]),
  };
}

/** Means and standard errors of every set, with commas between. */
export function csvOf({ sets, columns }: Pick<ColumnStudy, "sets" | "columns">): string {
  const head = ["set", "rows", ...columns.flatMap(({ name }) => [name, `${name} standard error`])];
  const lines = sets.map(({ set, rows }, at) => [
    set,
    rows,
    ...columns.flatMap(({ cells }) => [cells[at].mean, cells[at].standardError]),
  ]);
  return `${[head, ...lines].map((line) => line.join(",")).join("\n")}\n`;
}
