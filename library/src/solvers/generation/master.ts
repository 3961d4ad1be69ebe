import type { Matrix } from "../../linear-algebra/matrix.js";
import { sum } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";
import { nonnegativeQuadratic } from "../../optimisation/nonnegative-quadratic.js";
import type { NetworkTraining } from "../../programs/network-training.js";
import { curvatureDiagonal } from "../kernel-weights/curvature-diagonal.js";
import type { Neurons } from "./neurons.js";

/**
 * The master problem of gate generation: min over c ≥ 0 of L(Φᵀc) + λΣc for fixed directions (Φ is m×n, one feature a row), from warm weights (m).
 * No more weights than rows are positive. With the squared loss it is one quadratic program; with others Newton steps solve the quadratic model
 *
 *     min over c' ≥ 0 of ½ (c' − c)ᵀΦHΦᵀ(c' − c) − zᵀΦᵀ(c' − c) + λΣc',   z = −∇L, H = ∇²L at Φᵀc
 *
 * and go as far towards its answer as the objective falls. Does not do: several outputs.
 */
export function solveMaster(problem: NetworkTraining, features: Float64Array, start: Float64Array): Float64Array {
  if (start.length === 0) return start;
  const { loss, data, lambda } = problem;
  // Its own model everywhere, with the fewest roundings at 0.
  if (loss.curvature === "constant") return solveModel(problem, features, { at: start.map(() => 0), start });
  const objectiveAt = (c: Float64Array) =>
    loss.value(weighedSum(features, c, data.sampleCount), data) + lambda * sum(c);
  let [weights, objective] = [start, objectiveAt(start)];
  for (let step = 0; step < mostNewtonSteps; step++) {
    const next = towards(
      weights,
      solveModel(problem, features, { at: weights, start: weights }),
      objectiveAt,
      objective,
    );
    if (!next) return weights;
    const gained = objective - next.objective;
    [weights, objective] = [next.weights, next.objective];
    if (gained <= 1e-15 * Math.abs(objective)) return weights;
  }
  return weights;
}

const mostNewtonSteps = 60;

/** The minimum of the quadratic model at some weights, from a start. */
function solveModel(
  { loss, data, lambda }: NetworkTraining,
  features: Float64Array,
  { at, start }: { readonly at: Float64Array; readonly start: Float64Array },
): Float64Array {
  const [n, m] = [data.sampleCount, at.length];
  const f = weighedSum(features, at, n);
  const z = new Float64Array(n);
  loss.negativeGradient(f, data, z);
  const hessian = weighedGram(features, m, curvatureDiagonal(loss, f, data));
  const linear = new Float64Array(m).fill(lambda);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) linear[i] -= features[i * n + j] * z[j];
    for (let k = 0; k < m; k++) linear[i] -= hessian[i * m + k] * at[k];
  }
  return nonnegativeQuadratic(hessian, linear, start);
}

/** Φ diag(h) Φᵀ, m×m. */
function weighedGram(features: Float64Array, m: number, h: Float64Array): Float64Array {
  const n = h.length;
  const out = new Float64Array(m * m);
  const isEven = h.every((value) => value === h[0]);
  const roots = isEven ? undefined : h.map(Math.sqrt);
  currentBackend().gramOfRows(roots ? features.map((value, at) => roots[at % n] * value) : features, m, n, out);
  return isEven ? out.map((value) => h[0] * value) : out;
}

/** The weights a whole step, a half, a quarter … towards others, where the objective is lower; undefined where it is nowhere. */
function towards(
  from: Float64Array,
  to: Float64Array,
  objectiveAt: (weights: Float64Array) => number,
  before: number,
): { readonly weights: Float64Array; readonly objective: number } | undefined {
  for (let t = 1; t > 1e-6; t /= 2) {
    const weights = t === 1 ? to : from.map((value, i) => value + t * (to[i] - value));
    const objective = objectiveAt(weights);
    if (objective < before) return { weights, objective };
  }
  return undefined;
}

/** Φᵀc, n. */
export function weighedSum(features: Float64Array, weights: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    for (let j = 0; j < n; j++) out[j] += weights[i] * features[i * n + j];
  }
  return out;
}

/** Xu_i, one neuron a row: m×n. */
export function neuronProducts({ values: x, rows: n, columns: d }: Matrix, neurons: Neurons): Float64Array {
  const products = new Float64Array(neurons.count * n);
  if (neurons.count === 0) return products;
  const transposed = new Float64Array(n * d);
  for (let j = 0; j < n; j++) for (let k = 0; k < d; k++) transposed[k * n + j] = x[j * d + k];
  currentBackend().multiply(neurons.directions, neurons.count, d, transposed, n, products);
  return products;
}

/** The features of neurons on a table, one a row: s_i(Xu_i)₊, m×n, from their products. */
export function neuronFeatures(products: Float64Array, n: number, signs: Float64Array): Float64Array {
  const features = new Float64Array(products.length);
  for (let i = 0; i < signs.length; i++) {
    for (let k = i * n; k < (i + 1) * n; k++) features[k] = products[k] > 0 ? signs[i] * products[k] : 0;
  }
  return features;
}
