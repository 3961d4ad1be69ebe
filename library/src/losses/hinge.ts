import type { PiecewiseLinearLoss } from "./loss.js";
import { piecewiseLinear } from "./piecewise-linear.js";

/**
 * The hinge loss l(u) = max(0, 1 − yu), y = ±1; d(z) = a, a = yz ∈ [0, 1].
 * @returns the loss, with a corner at yu = 1
 */
export function hinge(): PiecewiseLinearLoss {
  return piecewiseLinear(
    { name: "hinge", targets: "signs", classes: "two", targetScaling: "none", link: "identity", metric: "labels" },
    { low: 0, high: 1, offset: (y) => ({ centre: 1, sign: y }) },
  );
}
