import type { SplitScores } from "@halfspace/tables";
import { average, standardError } from "../statistics/means.js";
import { meanRanks, type SignedRank, signedRank } from "../statistics/signed-rank.js";

/** One job of the sweep behind Table 1 with its result. */
export interface TableJob {
  readonly job: {
    readonly set: string;
    readonly split: number;
    readonly model: string;
    readonly lambda: number | "auto";
  };
  readonly result: SplitScores;
}

/** Test accuracy of one column on one set: mean and standard error over the splits. */
export interface Cell {
  readonly mean: number;
  readonly standardError: number;
  readonly splits: readonly number[];
}

/** One column over all sets, in the order of the sets. */
export interface Column {
  readonly name: string;
  readonly cells: readonly Cell[];
}

export function cellOf(splits: readonly number[]): Cell {
  return { mean: average(splits), standardError: standardError(splits), splits };
}

/** Two columns set by set. Equal to a ten-thousandth counts as a tie: means of the same splits differ by rounding only. */
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /** Mean over sets of first − second, with its standard error over sets. */
  readonly gain: number;
  readonly standardError: number;
  readonly test: SignedRank;
}

export function compare(first: Column, second: Column, sets: readonly number[]): Comparison {
  const differences = sets.map((at) => {
    const difference = first.cells[at].mean - second.cells[at].mean;
    return Math.abs(difference) < 1e-4 ? 0 : difference;
  });
  return {
    first: first.name,
    second: second.name,
    wins: differences.filter((value) => value > 0).length,
    ties: differences.filter((value) => value === 0).length,
    losses: differences.filter((value) => value < 0).length,
    gain: average(differences),
    standardError: standardError(differences),
    // Rounded, so that equal sizes tie whatever the last bit is.
    test: signedRank(differences.map((value) => Math.round(value * 1e6))),
  };
}

/** Mean rank of every column over the given sets; 1 is best. */
export function meanRankOf(columns: readonly Column[], sets: readonly number[]): number[] {
  const ranks = sets.map((at) => meanRanks(columns.map(({ cells }) => -Math.round(cells[at].mean * 1e6))));
  return columns.map((_, k) => average(ranks.map((row) => row[k])));
}
