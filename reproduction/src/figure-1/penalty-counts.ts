import { enumerateArrangement, gatedReluProgram, solve } from "halfspace";
import type { NumberTable } from "../reproduction.js";
import { type LearnedFunctions, learnedFunctions } from "./learned-functions.js";
import { pointsOnALine } from "./points-on-a-line.js";

/** How often each function is closer to gradient descent's than the NTK's is, at one λ. */
export interface PenaltyCounts {
  readonly lambdaFraction: number;
  readonly seeds: number;
  readonly groupLasso: number;
  readonly shortest: number;
  readonly exact: number;
}

type Distance = "groupLassoDistance" | "shortestDistance" | "exactDistance";

/** The results whose function is closer to gradient descent's than the NTK's is. */
export function closerThanTangent<Result extends LearnedFunctions>(all: readonly Result[], distance: Distance) {
  return all.filter((learned) => learned[distance] < learned.tangentDistance);
}

export function countsOf(lambdaFraction: number, all: readonly LearnedFunctions[]): PenaltyCounts {
  return {
    lambdaFraction,
    seeds: all.length,
    groupLasso: closerThanTangent(all, "groupLassoDistance").length,
    shortest: closerThanTangent(all, "shortestDistance").length,
    exact: closerThanTangent(all, "exactDistance").length,
  };
}

export async function countsAtPenalty(lambdaFraction: number, seeds: readonly number[]): Promise<PenaltyCounts> {
  const all: LearnedFunctions[] = [];
  for (const seed of seeds) {
    const { inputs, targets } = pointsOnALine(seed);
    const program = gatedReluProgram({ inputs, targets, arrangement: enumerateArrangement(inputs), lambdaFraction });
    all.push(await learnedFunctions(program, await solve(program, { tolerance: 1e-10 }), seed));
  }
  return countsOf(lambdaFraction, all);
}

export function penaltyTable(counts: readonly PenaltyCounts[]): NumberTable {
  return {
    title: "Closer to gradient descent than the NTK's function, by λ",
    columns: ["λ / λmax", "group lasso, decomposed block by block", "group lasso, shortest decomposition", "exact (3)"],
    rows: [...counts]
      .sort((a, b) => b.lambdaFraction - a.lambdaFraction)
      .map((count) => [
        count.lambdaFraction,
        ...[count.groupLasso, count.shortest, count.exact].map((times) => `${times} of ${count.seeds}`),
      ]),
  };
}
