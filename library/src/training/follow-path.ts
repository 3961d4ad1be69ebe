import type { Budget, Stage } from "../fitting/budget.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import type { GateSettings } from "../options/settings.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { Solution } from "../solvers/solver.js";
import { type PathPoint, pathPoint } from "./train-result.js";

/** The share of the time limit after which no further λ of the path is begun; the rest is for the last one. */
const shareOfTime = 0.8;

/** The solution at the chosen λ, and the path to it. */
export interface FollowedPath {
  readonly solution: Solution;
  /** Its last point is the solution. */
  readonly path: readonly PathPoint[];
}

/** The path on all rows from λ_max down to the chosen λ, there to the full tolerance. */
export async function followPath(
  problem: ReducedProblem,
  penalty: ChosenPenalty,
  { tolerance, pathTolerance }: GateSettings,
  budget: Budget,
): Promise<FollowedPath> {
  const { lambda, lambdaFraction, above } = penalty;
  const path: PathPoint[] = [];
  const pathPoints = above.length + 1;
  let start: SparseBlocks | undefined;
  for (const [index, fraction] of above.entries()) {
    if (budget.spent(shareOfTime)) break;
    const stage = onAllRows("path", fraction, [index + 1, pathPoints]);
    const limits = budget.limits({ tolerance: pathTolerance, share: shareOfTime }, stage);
    const higher = { lambda: fraction * problem.lambdaMax, lambdaFraction: fraction };
    const { point, certificate, activeGates } = await problem.solve(higher.lambda, { ...limits, start });
    start = point;
    path.push(pathPoint(higher, certificate, activeGates));
  }
  const stage = onAllRows("refit", lambdaFraction, [pathPoints, pathPoints]);
  const solution = await problem.solve(lambda, { ...budget.limits({ tolerance, share: 1 }, stage), start });
  path.push(pathPoint(penalty, solution.certificate, solution.activeGates));
  return { solution, path };
}

/** Where a solve on all rows stands: on the path, or at its last point. */
export function onAllRows(
  stage: "path" | "refit",
  lambdaFraction: number,
  [pathPoint, pathPoints]: readonly [number, number],
): Stage {
  return { stage, pathPoint, pathPoints, fold: 0, folds: 0, lambdaFraction };
}
