import { requirePositive } from "../errors.js";
import { nextDown, nextUp } from "../numerics/rigorous/index.js";
import { clamped, distanceAbove, inwards, parabolaBelow } from "./bounds/row-bounds.js";
import type { DiagonalLoss } from "./loss.js";
import { separableLoss } from "./separable.js";

/**
 * l(u) = r² where |r| ≤ δ, 2δ|r| − δ² beyond, r = u − y; z = 2 clip(y − u, ±δ); d(z) = yz − z²/4 for |z| ≤ 2δ.
 * δ is in the units of the targets: residuals larger than δ count linearly.
 * @returns the loss; δ is 1 unless told
 * @throws InputError unless δ is a positive finite number
 */
export function huber({ delta = 1 }: { readonly delta?: number } = {}): DiagonalLoss {
  requirePositive("delta", delta);
  return separableLoss(
    {
      name: "huber",
      parameters: { delta },
      targets: "numbers",
      classes: "none",
      targetScaling: "one-column",
      rescaled: (scale) => huber({ delta: delta / scale }),
      link: "identity",
      metric: "own-loss",
    },
    {
      value: (u, y) => {
        const r = Math.abs(u - y);
        return r <= delta ? r * r : 2 * delta * r - delta * delta;
      },
      slope: (u, y) => 2 * Math.max(-delta, Math.min(delta, y - u)),
      curvature: (u, y) => (Math.abs(u - y) <= delta ? 2 : 0),
      majoriser: (u, y) => 2 * Math.min(1, delta / Math.max(Math.abs(u - y), 1e-300)),
      // Rounding of s·z must not leave the domain.
      dual: (z, y) => (Math.abs(z) <= 2 * delta * (1 + 1e-15) ? y * z - (z * z) / 4 : Number.NEGATIVE_INFINITY),
      largestCurvature: 2,
      bounds: {
        above: (u, y) => {
          const r = distanceAbove(u, y);
          return r <= delta ? nextUp(r * r) : nextUp(nextUp(2 * delta * r) - nextDown(delta * delta));
        },
        dualBelow: parabolaBelow,
        domain: (z, _y, c) => clamped(z, -inwards(c, 2 * delta), inwards(c, 2 * delta)),
      },
    },
  );
}
