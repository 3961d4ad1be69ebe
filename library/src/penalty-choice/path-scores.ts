import type { CrossValidation, CrossValidationPoint } from "../models/model-facts.js";
import { standardErrorOf, worseBy } from "../scoring/mean.js";
import type { HeldOutScore } from "./held-out-score.js";

/** One λ with what the held-out rows say of it. */
export interface ScoredPoint extends CrossValidationPoint, HeldOutScore {
  /** Outputs on the rows that were held out, in the order of the comparison. */
  readonly heldOutOutputs: Float64Array;
}

/** The point of least cost, the largest λ of several. */
export function leastCost<Point extends { readonly cost: number }>(points: readonly Point[]): Point {
  return points.reduce((best, point) => (point.cost < best.cost ? point : best));
}

/** By so many standard errors of the difference a network must be better than none. */
const leastGain = 1;

/**
 * The point that is chosen: that of least cost, unless no weights at all (the largest λ) do as well within the standard error of the difference.
 * Of many λ one is best by chance where the targets have nothing to do with the columns, and its network would only add noise.
 * @param level so many standard errors of the difference are no difference: then the largest λ is chosen of those that are level with the best
 */
export function chosenPoint(points: readonly ScoredPoint[], level = 0): ScoredPoint {
  const best = leastCost(points);
  const without = points.find(({ lambdaFraction }) => lambdaFraction >= 1);
  if (without && !isWorse(without, best, leastGain)) return without;
  const others = points.filter((point) => point !== without && !isWorse(point, best, level));
  return others.reduce((largest, point) => (point.lambdaFraction > largest.lambdaFraction ? point : largest), best);
}

/**
 * Whether smaller λ are not worth trying. The cost has turned: the last λ is worse than the best by more than three standard errors of the
 * difference, or the last two by more than one. Or nothing more can be won: two λ in a row have each lowered the cost by less than
 * `leastFall`.
 */
export function turned(points: readonly ScoredPoint[]): boolean {
  const best = leastCost(points);
  const since = points.slice(points.indexOf(best) + 1);
  const last = points[points.length - 1];
  if (since.length >= 1 && isWorse(last, best, 3)) return true;
  if (since.length >= 2 && since.slice(-2).every((point) => isWorse(point, best, 1))) return true;
  return flattened(points);
}

/** Whether the last λ is worse than the best by more than one standard error of the difference: the cost has begun to rise. */
export function rising(points: readonly ScoredPoint[]): boolean {
  return points.length > 1 && isWorse(points[points.length - 1], leastCost(points), 1);
}

function isWorse(point: ScoredPoint, best: ScoredPoint, standardErrors: number): boolean {
  return worseBy(standardErrors, point.costs, best.costs, best.weights);
}

/** At the beginning of a path no gate is active yet, which says nothing: the cost must have fallen before it can be flat. */
function flattened(points: readonly ScoredPoint[]): boolean {
  if (points.length < 4) return false;
  const [first, ...rest] = [points[0], ...points.slice(-3)];
  const fallen = first.cost - rest[2].cost > standardErrorOf(first.costs, first.weights);
  const room = leastFall(rest[2]);
  return fallen && rest[0].cost - rest[1].cost < room && rest[1].cost - rest[2].cost < room;
}

/** By less than that no λ is worth trying: a twentieth of the standard error of the cost. */
function leastFall({ costs, weights }: ScoredPoint): number {
  return 0.05 * standardErrorOf(costs, weights);
}

/**
 * Which fractions between those tried are worth trying, where every second one was. A parabola through the least cost b and the costs a, c on
 * both sides has its least value on the side of the lower one, (a − c)²/(16(a + c − 2b)) below b: only that side can be better, and it is left
 * where the fall is less than `leastFall`. Beside the end of the path nothing is known, and what lies between is tried.
 */
export function finerFractions(points: readonly ScoredPoint[], fractions: readonly number[]): number[] {
  const best = leastCost(points);
  const at = fractions.indexOf(best.lambdaFraction);
  const costAt = (place: number) => points.find((point) => point.lambdaFraction === fractions[place])?.cost;
  const [above, below] = [costAt(at - 2), costAt(at + 2)];
  const between = [at - 1, at + 1].filter((place) => place >= 0 && place < fractions.length);
  if (above === undefined || below === undefined) return between.map((place) => fractions[place]);
  const curvature = above + below - 2 * best.cost;
  const fall = curvature > 0 ? (above - below) ** 2 / (16 * curvature) : 0;
  if (fall < leastFall(best)) return [];
  return [fractions[below < above ? at + 1 : at - 1]];
}

/** The record of a comparison: the point of least cost, and all points from the largest λ to the smallest. */
export function crossValidationOf<Point extends CrossValidationPoint & { readonly cost: number }>(
  points: readonly Point[],
  way: Pick<CrossValidation, "metric" | "folds" | "way">,
  chosen: Point = leastCost(points),
): CrossValidation {
  const { metric, folds, way: name } = way;
  const path = [...points].sort((a, b) => b.lambdaFraction - a.lambdaFraction).map(reported);
  return { metric, ...reported(chosen), folds, ...(name ? { way: name } : {}), path };
}

function reported({ lambdaFraction, mean, standardError }: CrossValidationPoint): CrossValidationPoint {
  return { lambdaFraction, mean, standardError };
}
