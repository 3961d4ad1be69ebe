import { nextDown, nextUp } from "../numerics/rigorous/index.js";
import { clamped, inwards } from "./bounds/row-bounds.js";
import type { Corners, LossFacts, PiecewiseLinearLoss } from "./loss.js";
import { type RowBounds, sumOverEntries } from "./separable.js";

/**
 * A loss with corners from its multipliers: l(u) = max over a in [low, high] of a·(c − σu), so z = σa and d(z) = a·c. Solvers work on its
 * smoothed twin (`smoothedLoss`).
 */
export function piecewiseLinear(facts: LossFacts, corners: Corners): PiecewiseLinearLoss {
  const { low, high, offset } = corners;
  const slack = 1e-15 * (high - low);
  const gap = (u: number, y: number) => {
    const { centre, sign } = offset(y);
    return { distance: centre - sign * u, sign };
  };
  const loss = sumOverEntries(facts, {
    value: (u, y) => {
      const { distance } = gap(u, y);
      return Math.max(low * distance, high * distance);
    },
    slope: (u, y) => {
      const { distance, sign } = gap(u, y);
      return sign * (distance > 0 ? high : low);
    },
    dual: (z, y) => {
      const { centre, sign } = offset(y);
      const a = sign * z;
      return a >= low - slack && a <= high + slack ? a * centre : Number.NEGATIVE_INFINITY;
    },
    largestCurvature: Number.POSITIVE_INFINITY,
    bounds: cornerBounds(corners),
  });
  return { ...loss, curvature: "none", corners };
}

function cornerBounds({ low, high, offset }: Corners): RowBounds {
  return {
    above(u, y) {
      const { centre, sign } = offset(y);
      const distance = centre - sign * u;
      const ends = [nextDown(distance), nextUp(distance)];
      return Math.max(...ends.flatMap((end) => [nextUp(low * end), nextUp(high * end)]));
    },
    dualBelow(z, y) {
      const { centre, sign } = offset(y);
      return nextDown(sign * z * centre);
    },
    domain(z, y, c) {
      const { sign } = offset(y);
      return sign * clamped(sign * z, inwards(c, low), inwards(c, high));
    },
  };
}
