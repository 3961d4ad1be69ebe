import { InputError } from "../errors.js";
import type { PiecewiseLinearLoss } from "./loss.js";
import { piecewiseLinear } from "./piecewise-linear.js";

/**
 * Quantile (pinball): l(u) = τ(y − u) where u < y, (1 − τ)(u − y) else; its minimiser is the τ-quantile; d(z) = yz, z ∈ [τ − 1, τ].
 * @returns the loss, with a corner at u = y; τ is 0.5 (the median) unless told
 * @throws InputError unless τ lies between 0 and 1
 */
export function quantile({ quantile: level = 0.5 }: { readonly quantile?: number } = {}): PiecewiseLinearLoss {
  if (!(Number.isFinite(level) && level > 0 && level < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "quantile",
      got: level,
      expected: "a number between 0 and 1",
    });
  }
  return piecewiseLinear(
    {
      name: "quantile",
      parameters: { quantile: level },
      targets: "numbers",
      classes: "none",
      targetScaling: "every-column",
      link: "identity",
      metric: "own-loss",
    },
    { low: level - 1, high: level, offset: (y) => ({ centre: y, sign: 1 }) },
  );
}
