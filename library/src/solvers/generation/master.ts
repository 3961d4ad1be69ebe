import type { Matrix } from "../../linear-algebra/matrix.js";
import { currentBackend } from "../../numerics/index.js";
import { nonnegativeQuadratic } from "../../optimisation/nonnegative-quadratic.js";
import type { NetworkTraining } from "../../programs/network-training.js";
import type { Neurons } from "./neurons.js";

/**
 * The master problem of gate generation: min over c ≥ 0 of ‖Φᵀc − y‖² + λΣc for fixed directions (Φ is m×n, one feature a row), exactly, from
 * warm weights (m). No more weights than rows are positive.
 */
export function solveMaster(
  { data, lambda }: NetworkTraining,
  features: Float64Array,
  start: Float64Array,
): Float64Array {
  const [n, m] = [data.sampleCount, start.length];
  const hessian = new Float64Array(m * m);
  if (m > 0) currentBackend().gramOfRows(features, m, n, hessian);
  for (let k = 0; k < m * m; k++) hessian[k] *= 2;
  const linear = new Float64Array(m).fill(lambda);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) linear[i] -= 2 * features[i * n + j] * data.targets[j];
  return nonnegativeQuadratic(hessian, linear, start);
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
