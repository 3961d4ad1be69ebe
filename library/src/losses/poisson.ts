import { exponential } from "../numerics/elementary/index.js";
import { countDualBelow, countLossAbove } from "./bounds/count-bounds.js";
import { inwards } from "./bounds/row-bounds.js";
import { entropy } from "./logistic.js";
import type { DiagonalLoss } from "./loss.js";
import { separableLoss } from "./separable.js";

/**
 * l(u) = e^u − yu + y log y − y, counts y ≥ 0 with mean e^u (half the deviance, so l ≥ 0); z = y − e^u;
 * d(z) = y log y − y − a log a + a, a = y − z ≥ 0.
 * @returns the loss, for counts; the output u is the logarithm of the mean
 */
export function poisson(): DiagonalLoss {
  return separableLoss(
    { name: "poisson", targets: "counts", classes: "none", targetScaling: "none", link: "exp", metric: "own-loss" },
    {
      value: (u, y) => exponential(u) - y * u - entropy(y) - y,
      slope: (u, y) => y - exponential(u),
      curvature: (u) => exponential(u),
      dual: (z, y) => (y - z >= 0 ? -entropy(y) - y + entropy(y - z) + (y - z) : Number.NEGATIVE_INFINITY),
      largestCurvature: Number.POSITIVE_INFINITY,
      bounds: {
        above: countLossAbove,
        dualBelow: countDualBelow,
        domain: (z, y, c) => Math.min(z, inwards(c, y)),
      },
    },
  );
}
