import type { SparseBlocks } from "../programs/group-program.js";
import type { SolveOptions } from "../solvers/solver.js";
import { startOnPath } from "../solvers/start-on-path.js";
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

/** Where the solver begins at a fraction of λ_max: on the line through the two nearest solutions above, as far as they are known. */
export function startBelow({ problem, solutions }: SolvedPath, lambdaFraction: number): SparseBlocks | undefined {
  const above = [...solutions.keys()].filter((fraction) => fraction >= lambdaFraction).sort((a, b) => a - b);
  const [near, far] = above.slice(0, 2).map((fraction) => ({
    lambda: fraction * problem.lambdaMax,
    point: solutions.get(fraction) as SparseBlocks,
  }));
  return near && startOnPath(problem.at(lambdaFraction * problem.lambdaMax), near, far);
}

/** The solution at a fraction of λ_max, begun at those above that are known; where they are far, by way of others between. */
export async function solveFromAbove(
  path: SolvedPath,
  lambdaFraction: number,
  limits: SolveOptions,
): Promise<SparseBlocks> {
  const { problem, solutions } = path;
  const nearest = Math.min(1, nearestAbove(lambdaFraction, solutions.keys()));
  const fractions = [lambdaFraction];
  while (!isOneStep(nearest, fractions[0])) fractions.unshift(fractions[0] * usualStep);
  let found: SparseBlocks | undefined;
  for (const fraction of fractions) {
    found = await problem.approach(fraction * problem.lambdaMax, { ...limits, start: startBelow(path, fraction) });
    solutions.set(fraction, found);
  }
  return found as SparseBlocks;
}
