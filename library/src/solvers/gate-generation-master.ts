import { currentBackend } from "../numerics/index.js";
import { boundedQuadratic } from "./bounded-quadratic.js";
import type { Neurons } from "./gate-generation-state.js";
import { nonnegativeQuadratic } from "./nonnegative-quadratic.js";

/** Xu_i, one neuron a row: m×n. */
export function neuronProducts(x: Float64Array, n: number, d: number, neurons: Neurons): Float64Array {
  const products = new Float64Array(neurons.count * n);
  if (neurons.count === 0) return products;
  const transposed = new Float64Array(n * d);
  for (let j = 0; j < n; j++) for (let k = 0; k < d; k++) transposed[k * n + j] = x[j * d + k];
  currentBackend().multiply(neurons.directions, neurons.count, d, transposed, n, products);
  return products;
}

/** The features of neurons on a table, one a row: s_i(Xu_i)₊, m×n. */
export function neuronFeatures(products: Float64Array, n: number, signs: Float64Array): Float64Array {
  const features = new Float64Array(products.length);
  for (let i = 0; i < signs.length; i++) {
    for (let k = i * n; k < (i + 1) * n; k++) features[k] = products[k] > 0 ? signs[i] * products[k] : 0;
  }
  return features;
}

/**
 * The master of gate generation: min over c ≥ 0 of ‖Φᵀc − y‖² + λΣc for fixed directions (Φ is m×n, one feature a row), from warm
 * weights. Coordinate descent finds the support; projected Newton, or an active-set method where the optimum must be exact, ends it.
 */
export function solveMaster(
  features: Float64Array,
  n: number,
  targets: Float64Array,
  lambda: number,
  start: Float64Array,
  exact: boolean,
): Float64Array {
  const m = start.length;
  if (m === 0) return start;
  const gram = new Float64Array(m * m);
  currentBackend().gramOfRows(features, m, n, gram);
  const weights = start.slice();
  const slope = gradientAt(features, n, targets, lambda, gram, weights);
  descendCoordinates(gram, slope, weights, 60);
  const linear = gradientAt(features, n, targets, lambda, gram, new Float64Array(m));
  const hessian = gram.map((value) => 2 * value);
  return exact ? nonnegativeQuadratic(hessian, linear, weights) : projectedNewton(hessian, linear, weights);
}

/** Three rounds on the coordinates that are positive or want to be; quick where there are hundreds, exact where they are independent. */
function projectedNewton(hessian: Float64Array, linear: Float64Array, weights: Float64Array): Float64Array {
  const m = weights.length;
  for (let round = 0; round < 3; round++) {
    const slope = linear.slice();
    for (let i = 0; i < m; i++) for (let k = 0; k < m; k++) slope[i] += hessian[i * m + k] * weights[k];
    const support = Array.from(weights.keys()).filter((i) => weights[i] > 0 || slope[i] < 0);
    const s = support.length;
    const part = new Float64Array(s * s);
    let trace = 0;
    support.forEach((i, a) => {
      for (let b = 0; b < s; b++) part[a * s + b] = hessian[i * m + support[b]];
      trace += part[a * s + a];
    });
    // Directions that nearly agree must not break the factorisation; the step is proximal, so repeating it removes the ridge's bias.
    for (let a = 0; a < s; a++) part[a * s + a] += (1e-12 * trace) / s;
    const lower = Float64Array.from(support, (i) => -weights[i]);
    const step = boundedQuadratic(
      part,
      Float64Array.from(support, (i) => slope[i]),
      lower,
    );
    let change = 0;
    support.forEach((i, a) => {
      weights[i] = Math.max(0, weights[i] + step[a]);
      change = Math.max(change, Math.abs(step[a]));
    });
    if (change <= 1e-12 * weights.reduce((best, value) => Math.max(best, value), 0)) break;
  }
  return weights;
}

/** 2(Gc − Φy) + λ */
function gradientAt(
  features: Float64Array,
  n: number,
  targets: Float64Array,
  lambda: number,
  gram: Float64Array,
  weights: Float64Array,
): Float64Array {
  const m = weights.length;
  const slope = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let fit = 0;
    for (let j = 0; j < n; j++) fit += features[i * n + j] * targets[j];
    let product = 0;
    for (let k = 0; k < m; k++) product += gram[i * m + k] * weights[k];
    slope[i] = 2 * (product - fit) + lambda;
  }
  return slope;
}

/** Cyclic, with the slope kept up to date; rows at zero that would stay there cost nothing. */
function descendCoordinates(gram: Float64Array, slope: Float64Array, weights: Float64Array, sweeps: number): void {
  const m = weights.length;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let gain = 0;
    for (let i = 0; i < m; i++) {
      const curvature = 2 * gram[i * m + i];
      if (!(curvature > 0) || (weights[i] === 0 && slope[i] >= 0)) continue;
      const next = Math.max(0, weights[i] - slope[i] / curvature);
      const change = next - weights[i];
      if (change === 0) continue;
      weights[i] = next;
      gain = Math.max(gain, curvature * change * change);
      const factor = 2 * change;
      for (let k = 0; k < m; k++) slope[k] += factor * gram[i * m + k];
    }
    if (gain <= 1e-14) return;
  }
}
