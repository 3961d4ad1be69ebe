import { InputError } from "../errors.js";
import { requireWeights } from "../kernels/weights.js";
import { logarithm } from "../random/elementary.js";
import { randomGenerator } from "../random/generator.js";

/** Where iterative reweighting begins: equal weights, a random point of the unit simplex, or weights of the caller's (such as the NTK's). */
export type InitialWeights = "uniform" | "random" | ArrayLike<number>;

/** η⁰, length p. @throws InputError for weights that do not fit or are all zero */
export function startingWeights(initial: InitialWeights, count: number, seed: number): Float64Array {
  if (initial === "uniform") return new Float64Array(count).fill(1 / count);
  if (initial === "random") return randomSimplexPoint(count, seed);
  if (typeof initial === "string") {
    throw new InputError(
      "unknown-option",
      "initial",
      `initial: got "${initial}"; expected "uniform", "random" or ${count} weights`,
    );
  }
  requireWeights(initial, count, "initial");
  const weights = Float64Array.from(initial);
  if (!weights.some((weight) => weight > 0)) {
    throw new InputError("out-of-range", "initial", "initial: all weights are zero; expected at least one above");
  }
  return weights;
}

/** Uniform on the simplex: exponential draws divided by their sum. */
function randomSimplexPoint(count: number, seed: number): Float64Array {
  const random = randomGenerator(seed);
  const draws = Float64Array.from({ length: count }, () => -logarithm(1 - random.uniform()));
  let sum = 0;
  for (const draw of draws) sum += draw;
  return draws.map((draw) => draw / sum);
}
