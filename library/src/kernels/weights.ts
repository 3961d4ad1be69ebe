import { InputError } from "../errors.js";

/** @throws InputError unless there are `count` weights, none negative */
export function requireWeights(weights: ArrayLike<number>, count: number, argument = "weights"): void {
  if (weights.length !== count) {
    throw new InputError({ code: "shape-mismatch", argument, got: weights.length, expected: `${count}, one a kernel` });
  }
  for (let i = 0; i < count; i++) {
    if (!(weights[i] >= 0) || !Number.isFinite(weights[i])) {
      throw new InputError({
        code: "out-of-range",
        argument,
        got: `${weights[i]} at ${i}`,
        expected: "finite numbers that are not negative",
      });
    }
  }
}

/** Weights of the unit simplex Δ_p. @throws InputError unless they are not negative and sum to 1 within 1e-9 */
export function requireSimplex(weights: ArrayLike<number>, count: number, argument = "weights"): void {
  requireWeights(weights, count, argument);
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weights[i];
  if (Math.abs(sum - 1) > 1e-9) {
    throw new InputError({
      code: "out-of-range",
      argument,
      got: `weights that sum to ${sum}`,
      expected: "weights of the unit simplex, that sum to 1 (divide by their sum)",
    });
  }
}
