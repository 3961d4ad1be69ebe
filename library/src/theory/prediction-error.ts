import { InputError, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { exponential, logarithm } from "../numerics/elementary/index.js";
import { requireConfidence, requireNoise } from "./theorem-arguments.js";

/**
 * Theorem 6.1, in our convention (no 1/n on the loss): targets y = f* + ε with f* = Σ_i D_iX w_i*, ε ~ N(0, σ²I), and
 *
 *     λ = t σ ‖X‖_F     ⇒     (1/n)‖Σ_i D_iX ŵ_i − f*‖² ≤ (2/n) λ Σ_i ‖w_i*‖     with probability at least 1 − 2e^(−t²/8)
 *
 * The proof needs λ ≥ 2 max_i ‖XᵀD_iε‖. It derives this from one norm, ‖Xᵀε‖, by the step ‖XᵀD_iε‖ ≤ ‖Xᵀε‖, which does
 * not hold in general. Lemma A.1 and a union bound over p masks prove it with probability at least 1 − 2p e^(−t²/8).
 * `maskCount: p` asks for that bound; 1, the default, is the theorem as it is printed.
 * Does not do: prediction error at new rows, other losses, noise that is not Gaussian.
 */
export interface PredictionErrorRule {
  readonly lambda: number;
  /** t */
  readonly deviations: number;
  /** σ, one for each output (or one for all). */
  readonly noise: number | readonly number[];
  /** 1 − 2p e^(−t²/8) */
  readonly confidence: number;
  /** p, the masks that the union bound covers; 1 as printed. */
  readonly maskCount: number;
}

/** The noise and the confidence of Theorem 6.1. */
export interface PredictionErrorOptions {
  /** σ > 0 in the units of the targets; one for each output where there are several. */
  readonly noise: number | readonly number[];
  /** Above 0 and below 1. */
  readonly confidence: number;
  /** Default 1: as printed. The number of masks of the program makes the statement hold for any masks fixed before the targets are seen. */
  readonly maskCount?: number;
}

/**
 * The penalty of Theorem 6.1 for program (8) on these rows.
 * @param inputs n×d, as the program sees them (standardised, with its constant column)
 * @returns λ, and the numbers that it was made from
 * @throws InputError for noise that is not positive, a confidence outside (0, 1), or fewer than one mask
 */
export function predictionErrorRule(inputs: MatrixLike, options: PredictionErrorOptions): PredictionErrorRule {
  rejectUnknownOptions(options, { noise: true, confidence: "number", maskCount: "number" }, "predictionErrorRule");
  const { noise, confidence, maskCount = 1 } = options;
  const deviations = deviationsOf(confidence, maskCount);
  const levels = typeof noise === "number" ? [noise] : noise;
  for (const level of levels) requireNoise(level);
  const lambda = deviations * norm(Float64Array.from(levels)) * norm(toMatrix(inputs, "inputs").values);
  return { lambda, deviations, noise, confidence, maskCount };
}

/**
 * The t whose probability 1 − 2p e^(−t²/8) is the confidence.
 * @returns t
 * @throws InputError for a confidence outside (0, 1), or fewer than one mask
 */
export function deviationsOf(confidence: number, maskCount = 1): number {
  requireConfidence(confidence);
  requireWholeNumber("maskCount", maskCount, 1, "of masks");
  return Math.sqrt(8 * logarithm((2 * maskCount) / (1 - confidence)));
}

/**
 * 1 − 2p e^(−t²/8): the probability that Theorem 6.1 promises; below 0 it promises nothing (t < 2.36 at p = 1).
 * @returns a probability, or a negative number
 */
export function confidenceOf(deviations: number, maskCount = 1): number {
  return 1 - 2 * maskCount * exponential((-deviations * deviations) / 8);
}

/**
 * (2/n) λ Σ_i ‖w_i*‖, the bound on the mean squared distance from the truth on the training rows.
 * @returns the bound, in the units of the squared targets
 */
export function predictionErrorBound(lambda: number, sampleCount: number, teacherNorm: number): number {
  return (2 / sampleCount) * lambda * teacherNorm;
}

/**
 * Lemma A.1: P[‖z‖ > r] ≤ 2 exp(−r²/(2 tr Σ)) for z ~ N(0, Σ). The bound may exceed 1, and then it says nothing. The
 * printed proof gives 2^d in place of 2. The statement is true all the same (docs/theory.md).
 * @returns a bound of the probability
 * @throws InputError for a negative radius, or a trace that is not positive
 */
export function gaussianNormTail(radius: number, trace: number): number {
  if (!(trace > 0))
    throw new InputError({
      code: "out-of-range",
      argument: "trace",
      got: trace,
      expected: "a positive number, the sum of the variances",
    });
  if (!(radius >= 0))
    throw new InputError({ code: "out-of-range", argument: "radius", got: radius, expected: "a number, at least 0" });
  return 2 * exponential((-radius * radius) / (2 * trace));
}
