import type { Budget } from "../fitting/budget.js";
import type { Stage } from "../fitting/progress.js";
import { finerFractions, type ScoredPoint, turned } from "./path-scores.js";
import type { ComparedFractions } from "./penalty.js";

/** One λ on the rows that a way of comparing holds out; undefined when the time is spent, "not worth it" where it costs more than it can win. */
export type ScoreAt = (place: PathPlace) => Promise<ScoredPoint | "not worth it" | undefined>;

/** Where a comparison stands. */
export type PathPlace = Pick<Stage, "stage" | "pathPoint" | "pathPoints" | "lambdaFraction">;

/** The λ that were tried, and whether the time ended before the path did. */
export interface ComparedPath {
  readonly points: readonly ScoredPoint[];
  readonly cut: boolean;
}

/** The share of the time limit that comparing λ may use. */
export const shareOfTime = 0.7;
/** The same where λ is compared on a part of the rows: the fit on all of them takes longer than those before it. */
export const shareOfTimeOnPart = 0.4;

/**
 * Compares the fractions of λ_max, whichever way their scores come about. Where not all are asked for, every second one is tried first, from
 * the largest on, until the cost has turned or nothing more can be won; then those between the best one and its neighbours that could be
 * better by more than the standard error of a score can tell apart.
 */
export async function comparePath(
  { fractions, exhaustive }: ComparedFractions,
  scoreAt: ScoreAt,
  budget: Budget,
  share = shareOfTime,
): Promise<ComparedPath> {
  const coarse = exhaustive ? fractions : fractions.filter((_, position) => position % 2 === 0);
  const points: ScoredPoint[] = [];
  const tryOne = async (lambdaFraction: number, pathPoints: number): ReturnType<ScoreAt> => {
    if (budget.spent(share)) return undefined;
    const place = { stage: "cross-validation", pathPoint: points.length + 1, pathPoints, lambdaFraction } as const;
    const point = await scoreAt(place);
    if (point && point !== "not worth it") points.push(point);
    return point;
  };
  for (const fraction of coarse) {
    const point = await tryOne(fraction, coarse.length);
    if (!point) return { points, cut: true };
    if (point === "not worth it" || (!exhaustive && turned(points))) break;
  }
  if (exhaustive) return { points, cut: false };
  for (const fraction of finerFractions(points, fractions)) {
    if (!(await tryOne(fraction, points.length + 1))) return { points, cut: true };
  }
  return { points, cut: false };
}
