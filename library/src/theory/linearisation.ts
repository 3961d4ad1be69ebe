import { InputError, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import {
  type Matrix,
  type MatrixLike,
  matrix,
  type TargetsLike,
  toMatrix,
  toTargets,
  transpose,
} from "../linear-algebra/matrix.js";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { dot, norm } from "../linear-algebra/vectors.js";
import { gatedReluNetwork, gatedReluPredictions } from "../networks/gated-relu.js";
import { type ReluNetwork, reluNetwork, reluPredictions } from "../networks/relu.js";
import { randomGenerator } from "../random/generator.js";
import { type GradientFeatures, gradientFeatures } from "./gradient-features.js";

/**
 * Lecture 12, section 12.2: the network (12.2) at a random start and its linearisation (12.5) there,
 *
 *     f_θ(x) = m^(−1/2) Σ_i a_i (w_iᵀx)₊,   θ⁰ = W⁰ ~ N(0, 1), a_i = ±1 fixed
 *     g_θ(x) = f_θ⁰(x) + ⟨φ(x), θ − θ⁰⟩,     φ(x) = ∇_W f at θ⁰
 *
 * g_θ is a gated ReLU network whose gates are the rows of W⁰: the linearisation freezes the gates. The Gram matrix, the
 * singular values and the fit go through the n×n matrix φφᵀ, and φ (n×dm) is never formed.
 * Does not do: a trained output layer, biases (use a constant column).
 */
export interface Linearisation {
  readonly inputs: Matrix;
  /** m */
  readonly width: number;
  /** f at θ⁰. */
  readonly start: ReluNetwork;
  /** a_i = ±1 */
  readonly signs: Float64Array;
  /** f_θ⁰(X), length n. */
  readonly startPredictions: Float64Array;
  /** ‖θ⁰‖₂ = ‖W⁰‖_F; (12.19) prints its square. */
  readonly startNorm: number;
  /** φφᵀ, n×n. */
  readonly gram: Matrix;
  /** Of φ, descending, length n. */
  readonly singularValues: Float64Array;
  readonly features: GradientFeatures;
}

/** Which network `linearise` draws. */
export interface LinearisationOptions {
  /** n×d */
  readonly inputs: MatrixLike;
  /** m, at least 1. */
  readonly width: number;
  /** Of W⁰ and a; default 1. */
  readonly seed?: number;
}

/**
 * Draws θ⁰ and linearises there.
 * @returns θ⁰, the features there and their singular values
 * @throws InputError for a width below 1
 */
export function linearise(options: LinearisationOptions): Linearisation {
  rejectUnknownOptions(options, { inputs: true, width: "number", seed: "number" }, "linearise");
  const inputs = toMatrix(options.inputs, "inputs");
  const { width, seed = 1 } = options;
  requireWholeNumber("width", width, 1, "of neurons");
  const random = randomGenerator(seed);
  const weights = matrix(width, inputs.columns, random.gaussians(width * inputs.columns));
  const signs = Float64Array.from({ length: width }, () => (random.uniform() < 0.5 ? -1 : 1));
  const start = networkAt(weights, signs);
  const features = gradientFeatures(inputs, weights.values, signs);
  const gram = features.gram();
  return {
    inputs,
    width,
    start,
    signs,
    startPredictions: reluPredictions(start, inputs).values,
    startNorm: norm(weights.values),
    gram,
    singularValues: symmetricEigen(gram.values, inputs.rows)
      .values.map((value) => Math.sqrt(Math.max(value, 0)))
      .reverse(),
    features,
  };
}

/**
 * f_θ for θ = θ⁰ + Δθ; `displacement` is Δθ, m×d row-major.
 * @returns the ReLU network with weights θ
 */
export function displacedNetwork({ start, signs }: Linearisation, displacement: Float64Array): ReluNetwork {
  const { rows, columns, values } = start.hidden;
  return networkAt(
    matrix(
      rows,
      columns,
      values.map((value, k) => value + displacement[k]),
    ),
    signs,
  );
}

function networkAt(weights: Matrix, signs: Float64Array): ReluNetwork {
  const scale = 1 / Math.sqrt(signs.length);
  return reluNetwork(
    weights,
    matrix(
      signs.length,
      1,
      signs.map((sign) => scale * sign),
    ),
  );
}

/**
 * g_θ at any rows.
 * @returns g_θ(X), length n
 * @throws InputError when the number of columns differs
 */
export function linearisedPredictions(
  { start, signs }: Linearisation,
  displacement: Float64Array,
  inputs: MatrixLike,
): Float64Array {
  const d = start.hidden.columns;
  const scale = 1 / Math.sqrt(signs.length);
  const blocks = displacement.map((value, k) => scale * signs[Math.floor(k / d)] * value);
  const frozen = gatedReluNetwork(transpose(start.hidden), matrix(signs.length, d, blocks));
  const change = gatedReluPredictions(frozen, inputs).values;
  return reluPredictions(start, inputs).values.map((value, j) => value + change[j]);
}

/** The least-norm solution of (12.8). */
export interface MinimumNormFit {
  /** Δθ̂ = φ⁺y', m×d row-major. */
  readonly displacement: Float64Array;
  readonly displacementNorm: number;
  /** α with Δθ̂ = φᵀα, α = (φφᵀ)⁺y', length n. */
  readonly dualCoefficients: Float64Array;
  /** ‖y' − φΔθ̂‖: 0 but for rounding where φ has rank n. */
  readonly residualNorm: number;
}

/**
 * Δθ̂ = φ⁺y', y' = y − f_θ⁰(X) (12.3): the fit of g_θ nearest to θ⁰. Directions with singular value 0 (up to rounding) are left out.
 * @returns Δθ̂, its norm and the residual
 * @throws InputError for targets of another number or of several columns
 */
export function minimumNormFit(linearisation: Linearisation, targets: TargetsLike): MinimumNormFit {
  const { inputs, startPredictions, gram, features } = linearisation;
  const y = singleTargets(targets, inputs.rows);
  const rest = y.map((value, j) => value - startPredictions[j]);
  const dualCoefficients = pseudoSolve(gram, rest);
  const displacement = features.transpose(dualCoefficients);
  const fitted = features.forward(displacement);
  return {
    displacement,
    displacementNorm: norm(displacement),
    dualCoefficients,
    residualNorm: norm(rest.map((value, j) => value - fitted[j])),
  };
}

/** One target for each row. @throws InputError for several outputs */
export function singleTargets(targets: TargetsLike, sampleCount: number): Float64Array {
  const { columns, values } = toTargets(targets, sampleCount);
  if (columns === 1) return values;
  throw new InputError({
    code: "shape-mismatch",
    argument: "targets",
    got: `${columns} columns`,
    expected: "one output",
  });
}

/** A⁺b for a symmetric positive semidefinite A. */
export function pseudoSolve({ rows: n, values }: Matrix, b: Float64Array): Float64Array {
  const { values: spectrum, vectors } = symmetricEigen(values, n);
  const smallest = 16 * n * Number.EPSILON * Math.max(spectrum[n - 1], 0);
  const x = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(spectrum[k] > smallest)) continue;
    const vector = vectors.subarray(k * n, (k + 1) * n);
    const factor = dot(vector, b) / spectrum[k];
    for (let j = 0; j < n; j++) x[j] += factor * vector[j];
  }
  return x;
}
