import { nextUp } from "../numerics/rigorous/index.js";
import { parabolaBelow } from "./bounds/row-bounds.js";
import type { DiagonalLoss } from "./loss.js";
import { separableLoss } from "./separable.js";

/**
 * l(u) = max(0, 1 − yu)², y = ±1; z = 2y max(0, 1 − yu); d(z) = a − a²/4, a = yz ≥ 0.
 * @returns the loss, for one output and targets ±1
 */
export function squaredHinge(): DiagonalLoss {
  return separableLoss(
    {
      name: "squared-hinge",
      targets: "signs",
      classes: "two",
      targetScaling: "none",
      link: "identity",
      metric: "labels",
    },
    {
      value: (u, y) => Math.max(0, 1 - y * u) ** 2,
      slope: (u, y) => 2 * y * Math.max(0, 1 - y * u),
      curvature: (u, y) => (y * u < 1 ? 2 : 0),
      majoriser: () => 2,
      dual: (z, y) => (y * z >= 0 ? y * z - (z * z) / 4 : Number.NEGATIVE_INFINITY),
      largestCurvature: 2,
      bounds: {
        above: (u, y) => {
          const margin = Math.max(0, nextUp(1 - y * u));
          return nextUp(margin * margin);
        },
        dualBelow: (z, y, c) => parabolaBelow(y * z, 1, c),
        domain: (z, y) => (y * z >= 0 ? z : 0),
      },
    },
  );
}
