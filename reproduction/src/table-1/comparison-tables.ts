import { type NumberTable, type Picture, short } from "../reproduction.js";
import { criticalDifferenceChart } from "./accuracy-charts.js";
import { average, type Cell, type Column, type Comparison, criticalDifference, standardError } from "./columns.js";

/** Sets as small as this carry noise alone; comparisons are given with and without them. */
export const fewRows = 100;

export const percent = (value: number) => (Number.isNaN(value) ? "–" : (100 * value).toFixed(1));
export const withError = ({ mean, standardError: error }: Cell) =>
  `${percent(mean)}\u00a0±\u00a0${(100 * error).toFixed(1)}`;
export const signed = (value: number) => `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(4)}`;

/** The mean difference of two cells over the splits, with its standard error. */
export function pairedGain(set: string, first: Cell, second: Cell) {
  const differences = first.splits.map((value, k) => value - second.splits[k]);
  return { set, gain: average(differences), standardError: standardError(differences) };
}

/** Mean ranks over `sets` sets that count, with the critical difference. */
export function ranksPicture(
  name: string,
  columns: readonly Column[],
  ranks: readonly number[],
  sets: number,
): Picture {
  return {
    name,
    caption: "Mean ranks over the sets of the paper, with the critical difference.",
    chart: criticalDifferenceChart(
      columns.map((column, k) => ({ name: column.name, rank: ranks[k] })),
      criticalDifference(columns.length, sets),
      sets,
    ),
  };
}

/** Mean rank and mean accuracy of every column. @param printed rows that count; @param large those of them with many rows */
export function rankTable(
  columns: readonly Column[],
  ranks: readonly number[],
  printed: readonly number[],
  large: readonly number[],
): NumberTable {
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
