import type { Claim } from "../reproduction.js";
import { pointOf } from "./strategy-curves.js";
import { drawnStrategies, type StrategyOutcome } from "./strategy-outcome.js";

/** What must be true whatever the strategies turn out to be worth. */
export function claimsOf(outcomes: readonly StrategyOutcome[], counts: readonly number[]): Claim[] {
  const planes = outcomes.flatMap(({ plane }) => (plane ? [plane] : []));
  return [
    solvedClaim(outcomes),
    nestedClaim(outcomes, counts),
    unionClaim(outcomes),
    ...(planes.length > 0 ? [planeClaim(planes)] : []),
  ];
}

function solvedClaim(outcomes: readonly StrategyOutcome[]): Claim {
  const everything = outcomes.flatMap(({ points, union, generated, plane }) => [
    ...points,
    union,
    generated,
    ...(plane ? [...plane.points, plane.enumerated] : []),
  ]);
  const gap = Math.max(...everything.map(({ relativeGap }) => relativeGap));
  return {
    name: "every program is solved",
    expected: `relative duality gap at most 1e-5 in all ${everything.length}`,
    measured: gap,
    holds: gap <= 1e-5,
  };
}

function nestedClaim(outcomes: readonly StrategyOutcome[], counts: readonly number[]): Claim {
  const rises = outcomes.flatMap(({ points }) =>
    drawnStrategies.flatMap(({ name }) =>
      counts.slice(1).map((count, k) => {
        const [before, after] = [pointOf(points, name, counts[k]), pointOf(points, name, count)];
        return after.objective / before.objective - 1;
      }),
    ),
  );
  return {
    name: "more gates of one strategy never raise the optimum",
    expected: "gates of a smaller count are among those of a larger: largest relative rise at most 2e-5",
    measured: Math.max(...rises),
    holds: Math.max(...rises) <= 2e-5,
  };
}

function unionClaim(outcomes: readonly StrategyOutcome[]): Claim {
  const best = ({ generated, points }: StrategyOutcome) =>
    Math.min(generated.objective, ...points.map(({ objective }) => objective));
  const lowest = Math.min(...outcomes.map((outcome) => best(outcome) / outcome.union.objective - 1));
  return {
    name: "no strategy is below the program over all gates together",
    expected: "smallest relative excess at least −2e-5",
    measured: lowest,
    holds: lowest >= -2e-5,
  };
}

function planeClaim(planes: readonly NonNullable<StrategyOutcome["plane"]>[]): Claim {
  const below = Math.min(
    ...planes.flatMap(({ points, enumerated }) => points.map(({ objective }) => objective / enumerated.objective - 1)),
  );
  return {
    name: "in the plane no strategy is below the optimum over all masks",
    expected: "smallest relative excess over the enumerated arrangement at least −2e-5",
    measured: below,
    holds: below >= -2e-5,
  };
}
