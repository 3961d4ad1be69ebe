import { exponential, logarithm } from "../../numerics/elementary/index.js";

/**
 * Nesterov's extrapolation of weights that are updated by factors. The last move of log η_i is made once more,
 * `momentum` times as far:
 *
 *     η_i ← η_i⁽ᵏ⁾ (η_i⁽ᵏ⁾/η_i⁽ᵏ⁻¹⁾)^momentum
 *
 * A zero stays zero. Gives no guarantee: the caller goes back to η⁽ᵏ⁾ where the objective rises.
 */
export function furtherWeights(before: Float64Array, latest: Float64Array, momentum: number): Float64Array {
  return latest.map((value, i) => {
    if (!(before[i] > 0 && value > 0)) return value;
    const move = momentum * logarithm(value / before[i]);
    return value * exponential(Math.min(limit, Math.max(-limit, move)));
  });
}

/** The longest move of log η_i: far enough for any way there is, and no overflow. */
const limit = 50;
