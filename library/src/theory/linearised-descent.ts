import { InputError, rejectUnknownOptions, requireOneOf, requirePositive, requireWholeNumber } from "../errors.js";
import type { TargetsLike } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { gradientFeatures } from "./gradient-features.js";
import { type Linearisation, singleTargets } from "./linearisation.js";

/**
 * Gradient descent on ‖y − f(X)‖² over the hidden weights, from θ⁰, on g_θ or on the true network f_θ:
 *
 *     θ ← θ + 2τ φᵀ(y − f(X)),   φ frozen at θ⁰ for g_θ, taken at θ for f_θ
 *
 * One loop serves both, because f_θ is positively homogeneous: f_θ(X) = φ(θ)θ. On g_θ each step multiplies the residual
 * by I − 2τφφᵀ, which gives the geometric rate of Remark 12.4.
 */
export interface LinearisedDescentOptions {
  /** Default "linearised". */
  readonly network?: "linearised" | "true";
  /** τ; default the best constant one for g_θ, `descentRate(linearisation).step`. */
  readonly step?: number;
  /** Default 1000. */
  readonly steps?: number;
}

/** One step of gradient descent on the linearised or on the true network. */
export interface LinearisedDescentState {
  readonly step: number;
  /** θ − θ⁰, m×d row-major; live, copy it to keep it. */
  readonly displacement: Float64Array;
  /** y − f(X); live. */
  readonly residual: Float64Array;
  /** ‖y − f(X)‖² */
  readonly loss: number;
}

/**
 * The descent one step at a time; step 0 is θ⁰. Ends early where the loss stops being finite.
 * @returns one state a step
 * @throws InputError for an unknown option, or targets of another number
 */
export function* linearisedDescent(
  linearisation: Linearisation,
  targets: TargetsLike,
  options: LinearisedDescentOptions = {},
): Generator<LinearisedDescentState, void> {
  rejectUnknownOptions(options, { network: true, step: "number", steps: "number" }, "linearisedDescent");
  const { network = "linearised", step: size = descentRate(linearisation).step, steps = 1000 } = options;
  requireOneOf("network", network, ["linearised", "true"]);
  requirePositive("step", size);
  requireWholeNumber("steps", steps, 0);
  const { inputs, start, signs, features: frozen } = linearisation;
  const y = singleTargets(targets, inputs.rows);
  const origin = start.hidden.values;
  const displacement = new Float64Array(origin.length);
  for (let step = 0; step <= steps; step++) {
    const weights = origin.map((value, k) => value + displacement[k]);
    const features = network === "true" ? gradientFeatures(inputs, weights, signs) : frozen;
    const predictions = features.forward(weights);
    const residual = y.map((value, j) => value - predictions[j]);
    const loss = norm(residual) ** 2;
    yield { step, displacement, residual, loss };
    if (!Number.isFinite(loss)) return;
    const ascent = features.transpose(residual);
    for (let k = 0; k < displacement.length; k++) displacement[k] += 2 * size * ascent[k];
  }
}

/** What the spectrum of φ says of gradient descent on g_θ. */
export interface DescentRate {
  /** τ = 1/(σ_max² + σ_min²), the best constant step (σ_min over the directions that are not zero). */
  readonly step: number;
  /** (κ − 1)/(κ + 1), κ = σ_max²/σ_min²: the factor on ‖y' − φΔθ‖ in each step, in the end. */
  readonly factor: number;
}

/**
 * The best constant step of gradient descent on the linearised network, and the factor by which it shrinks the error.
 * @returns the step and the factor, from the largest and the smallest positive singular value
 * @throws InputError where every gradient is zero: nothing can be fitted
 */
export function descentRate({ singularValues }: Pick<Linearisation, "singularValues">): DescentRate {
  const largest = singularValues[0] ** 2;
  if (!(largest > 0))
    throw new InputError({
      code: "out-of-range",
      argument: "inputs",
      got: "gradients that are all zero",
      expected: "an input that some neuron sees",
    });
  const positive = singularValues.filter((value) => value * value > 16 * singularValues.length * 2.3e-16 * largest);
  const smallest = positive[positive.length - 1] ** 2;
  return { step: 1 / (largest + smallest), factor: (largest - smallest) / (largest + smallest) };
}
