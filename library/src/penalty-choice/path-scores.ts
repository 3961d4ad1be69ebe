import type { CrossValidation, CrossValidationPoint } from "../models/model-facts.js";
import { meanOf, standardErrorOf } from "../scoring/mean.js";
import type { FoldScore } from "./fold-score.js";
import { usualFractions } from "./fractions.js";

/** One λ with what all folds say of it. */
export interface ScoredPoint extends CrossValidationPoint {
  /** What is made least (`fold-score.ts`), as the mean over the folds and by fold. */
  readonly cost: number;
  readonly costs: readonly number[];
  /** Outputs on held-out rows, n×K, every row by the fold that did not see it. */
  readonly heldOutOutputs: Float64Array;
}

/** The mean over the folds, with its standard error. */
export function scoredPoint(
  lambdaFraction: number,
  scores: readonly FoldScore[],
  heldOutOutputs: Float64Array,
): ScoredPoint {
  const metrics = scores.map(({ metric }) => metric);
  const costs = scores.map(({ cost }) => cost);
  const [mean, standardError] = [meanOf(metrics), standardErrorOf(metrics)];
  return { lambdaFraction, mean, standardError, cost: meanOf(costs), costs, heldOutOutputs };
}

/** The point of least cost, the largest λ of several. */
export function leastCost<Point extends { readonly cost: number }>(points: readonly Point[]): Point {
  return points.reduce((best, point) => (point.cost < best.cost ? point : best));
}

/** Whether smaller λ are not worth trying: the cost has clearly turned, or the usual fractions are done and the last is not the best. */
export function turned(points: readonly ScoredPoint[]): boolean {
  const usualDone = points.length >= usualFractions.length;
  return clearlyWorse(points) || (usualDone && leastCost(points) !== points[points.length - 1]);
}

/**
 * Whether two λ in a row are worse than the best one, both by more than one standard error of the difference. The
 * differences are taken fold by fold, because folds differ from each other far more than one fold does between two λ.
 */
function clearlyWorse(points: readonly ScoredPoint[]): boolean {
  const best = leastCost(points);
  const since = points.slice(points.indexOf(best) + 1);
  return since.length >= 2 && since.slice(-2).every((point) => worseBeyondNoise(point, best));
}

function worseBeyondNoise(point: ScoredPoint, best: ScoredPoint): boolean {
  const differences = point.costs.map((cost, fold) => cost - best.costs[fold]);
  return meanOf(differences) > standardErrorOf(differences);
}

/** The record of a comparison: the point of least cost, and all points. */
export function crossValidationOf<Point extends CrossValidationPoint & { readonly cost: number }>(
  points: readonly Point[],
  { metric, folds }: Pick<CrossValidation, "metric" | "folds">,
): CrossValidation {
  return { metric, ...reported(leastCost(points)), folds, path: points.map(reported) };
}

function reported({ lambdaFraction, mean, standardError }: CrossValidationPoint): CrossValidationPoint {
  return { lambdaFraction, mean, standardError };
}
