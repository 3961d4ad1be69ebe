import type { Certificate } from "../certificates/certificate.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { Solution } from "../solvers/solver.js";
import type { Budget } from "./budget.js";
import type { Stage } from "./progress.js";
import type { ReducedProblem } from "./reduced-problem.js";
import { type SolvedPath, startBelow } from "./solve-from-above.js";

/** The share of the time limit after which no further λ of the path is begun; the rest is for the last one. */
const shareOfTime = 0.8;

/** The share of the time limit after which the last fit ends; the rest is for the network and what it says of itself. */
const lastShareOfTime = 0.98;

/** Where a path ends. */
export interface PathEnd {
  readonly lambda: number;
  readonly lambdaFraction: number;
  /** The fractions of λ_max at which it begins, descending; none: at its end. */
  readonly above: readonly number[];
  /** A solution near its end, where one is known. */
  readonly start?: SparseBlocks;
  /** What is given back where the time ends before the solver has a better one. */
  readonly fallback?: SparseBlocks;
}

/** How exactly a path is solved. */
export interface PathEffort {
  /** Relative duality gap at its end. */
  readonly tolerance: number;
  /** Relative duality gap on the way. */
  readonly pathTolerance: number;
}

/** One λ of the path on all rows. */
export interface PathPoint {
  readonly lambda: number;
  readonly lambdaFraction: number;
  readonly primalObjective: number;
  readonly relativeGap: number;
  readonly activeGates: number;
}

/** The solution at the end of a path, and the path to it. */
export interface FollowedPath {
  readonly solution: Solution;
  /** Its last point is the solution. */
  readonly path: readonly PathPoint[];
}

/** The path on all rows from λ_max down to the chosen λ, each point begun from those before, the last to the full tolerance. */
export async function followPath(
  problem: ReducedProblem,
  end: PathEnd,
  { tolerance, pathTolerance }: PathEffort,
  budget: Budget,
): Promise<FollowedPath> {
  const { lambda, lambdaFraction, above } = end;
  const path: PathPoint[] = [];
  const pathPoints = above.length + 1;
  const solved: SolvedPath = { problem, solutions: new Map() };
  const startAt = (fraction: number) => startBelow(solved, fraction) ?? end.start;
  for (const [index, fraction] of above.entries()) {
    if (budget.spent(shareOfTime)) break;
    const stage = onAllRows("path", fraction, [index + 1, pathPoints]);
    const limits = budget.limits({ tolerance: pathTolerance, share: shareOfTime }, stage);
    const higher = { lambda: fraction * problem.lambdaMax, lambdaFraction: fraction };
    const { point, certificate, activeGates } = await problem.solve(higher.lambda, {
      ...limits,
      start: startAt(fraction),
    });
    solved.solutions.set(fraction, point);
    path.push(pathPoint(higher, certificate, activeGates));
  }
  const stage = onAllRows("refit", lambdaFraction, [pathPoints, pathPoints]);
  const solution = await problem.solve(lambda, {
    ...budget.limits({ tolerance, share: lastShareOfTime }, stage),
    start: startAt(lambdaFraction),
    fallback: end.fallback,
  });
  path.push(pathPoint(end, solution.certificate, solution.activeGates));
  return { solution, path };
}

/** Where a solve on all rows stands: on the path, or at its end. */
export function onAllRows(
  stage: "path" | "refit",
  lambdaFraction: number,
  [pathPoint, pathPoints]: readonly [number, number],
): Stage {
  return { stage, pathPoint, pathPoints, fold: 0, folds: 0, lambdaFraction };
}

/** A point of the path, from the certificate of its solution. */
export function pathPoint(
  { lambda, lambdaFraction }: Pick<PathPoint, "lambda" | "lambdaFraction">,
  { primalObjective, relativeGap }: Pick<Certificate, "primalObjective" | "relativeGap">,
  activeGates: number,
): PathPoint {
  return { lambda, lambdaFraction, primalObjective, relativeGap, activeGates };
}
