import type { SparseBlocks } from "../programs/group-program.js";
import type { SolveOptions } from "../solvers/solver.js";
import type { ReducedProblem } from "./reduced-problem.js";

/** A problem that is solved at one λ after the other. */
export interface SolvedPath {
  readonly problem: ReducedProblem;
  /** The solutions so far, by their fraction of λ_max. */
  readonly solutions: Map<number, SparseBlocks>;
}

/** From one λ to the next on the way down to one, as a ratio: further than this a solution is no good start. */
const longestStep = 6;
const usualStep = 5;

/** Whether a solution is a good start at a smaller fraction. */
export function isOneStep(from: number, to: number): boolean {
  return to * longestStep >= from;
}

/** The smallest of the fractions from this one on; Infinity where there is none. */
export function nearestAbove(lambdaFraction: number, known: Iterable<number>): number {
  return Math.min(...[...known].filter((other) => other >= lambdaFraction));
}

/** The solution at a fraction of λ_max, begun at the nearest one above that is known; where that is far, by way of others between. */
export async function solveFromAbove(
  { problem, solutions }: SolvedPath,
  lambdaFraction: number,
  limits: SolveOptions,
): Promise<SparseBlocks> {
  const nearest = Math.min(1, nearestAbove(lambdaFraction, solutions.keys()));
  const fractions = [lambdaFraction];
  while (!isOneStep(nearest, fractions[0])) fractions.unshift(fractions[0] * usualStep);
  let start = solutions.get(nearest);
  for (const fraction of fractions) {
    const point = await problem.approach(fraction * problem.lambdaMax, { ...limits, start });
    solutions.set(fraction, point);
    start = point;
  }
  return start as SparseBlocks;
}
