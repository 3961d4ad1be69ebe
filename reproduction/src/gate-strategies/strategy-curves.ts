import { average } from "../statistics/means.js";
import type { CurvePoint } from "./strategy-charts.js";
import { drawnStrategies, type StrategyOutcome, type StrategyPoint } from "./strategy-outcome.js";

/** The outcomes at one λ. */
export const atFraction = (outcomes: readonly StrategyOutcome[], fraction: number): StrategyOutcome[] =>
  outcomes.filter(({ lambdaFraction }) => lambdaFraction === fraction);

/** The program of one strategy at one number of gates. */
export function pointOf(points: readonly StrategyPoint[], strategy: string, count: number): StrategyPoint {
  return points.find((point) => point.strategy === strategy && point.count === count)!;
}

/** Means of every drawn strategy at every number of gates; excess over the optimum over all gates of a split together. */
export function curvesOf(all: readonly StrategyOutcome[], fraction: number, counts: readonly number[]): CurvePoint[] {
  const outcomes = atFraction(all, fraction);
  const drawn = drawnCurves(
    outcomes.map(({ points, union }) => ({ points, best: union })),
    fraction,
    counts,
  );
  const generated = {
    strategy: "generated",
    lambdaFraction: fraction,
    count: average(outcomes.map((outcome) => outcome.generated.count)),
    accuracy: average(outcomes.map((outcome) => outcome.generated.testAccuracy)),
    excess: average(outcomes.map(({ generated: own, union }) => own.objective / union.objective - 1)),
    active: average(outcomes.map((outcome) => outcome.generated.activeGates)),
  };
  return [...drawn, generated];
}

/** The same on the first two principal components; excess over the optimum over all masks. */
export function planeCurvesOf(
  all: readonly StrategyOutcome[],
  fraction: number,
  counts: readonly number[],
): CurvePoint[] {
  const planes = atFraction(all, fraction).flatMap(({ plane }) => (plane ? [plane] : []));
  if (planes.length === 0) return [];
  return drawnCurves(
    planes.map(({ points, enumerated }) => ({ points, best: enumerated })),
    fraction,
    counts,
  );
}

/** The programs of one split, and the one that none of them can be below. */
interface Compared {
  readonly points: readonly StrategyPoint[];
  readonly best: StrategyPoint;
}

function drawnCurves(splits: readonly Compared[], lambdaFraction: number, counts: readonly number[]): CurvePoint[] {
  return drawnStrategies.flatMap(({ name: strategy }) =>
    counts.map((count) => {
      const points = splits.map((split) => pointOf(split.points, strategy, count));
      return {
        strategy,
        lambdaFraction,
        count,
        accuracy: average(points.map(({ testAccuracy }) => testAccuracy)),
        excess: average(points.map(({ objective }, k) => objective / splits[k].best.objective - 1)),
        active: average(points.map(({ activeGates }) => activeGates)),
      };
    }),
  );
}
