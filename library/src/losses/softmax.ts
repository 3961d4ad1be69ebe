import { exponential, logarithm } from "../numerics/elementary/index.js";
import { softmaxBounds } from "./bounds/softmax-bounds.js";
import { searchDualScale } from "./dual-scale.js";
import { entropy } from "./logistic.js";
import { type CoupledLoss, type LossData, largestWeight } from "./loss.js";

/**
 * Softmax cross-entropy over K outputs: l(u) = log Σ_k e^{u_k} − u_y; z = onehot(y) − softmax(u);
 * d(z) = −Σ_k a_k log a_k, a = onehot(y) − z on the simplex. Targets are one-hot rows.
 * @returns the loss, for K outputs
 */
export function softmax(): CoupledLoss {
  return {
    name: "softmax",
    targets: "one-hot",
    classes: "several",
    targetScaling: "none",
    link: "softmax",
    metric: "log-loss",
    curvature: "coupled",
    value: crossEntropy,
    negativeGradient(u, data, out) {
      classProbabilities(u, data.outputs, out);
      for (let k = 0; k < out.length; k++) {
        out[k] = (data.weights?.[Math.floor(k / data.outputs)] ?? 1) * (data.targets[k] - out[k]);
      }
    },
    probabilities: (u, data, out) => classProbabilities(u, data.outputs, out),
    dualValue,
    bestDualScale: (z, data, limit) => searchDualScale({ dualValue }, z, data, limit),
    lipschitz: (data) => 0.5 * largestWeight(data),
    ...softmaxBounds,
  };
}

function crossEntropy(u: Float64Array, data: LossData): number {
  let sum = 0;
  for (let j = 0; j < data.sampleCount; j++) {
    const normaliser = logSumExp(u, j, data.outputs);
    let own = 0;
    for (let k = j * data.outputs; k < (j + 1) * data.outputs; k++) own += data.targets[k] * u[k];
    sum += (data.weights?.[j] ?? 1) * (normaliser - own);
  }
  return sum;
}

function dualValue(z: Float64Array, data: LossData): number {
  let sum = 0;
  for (let j = 0; j < data.sampleCount; j++) {
    const c = data.weights?.[j] ?? 1;
    let total = 0;
    for (let k = j * data.outputs; k < (j + 1) * data.outputs; k++) {
      const a = c > 0 ? data.targets[k] - z[k] / c : data.targets[k];
      total += a;
      // Rounding alone may push a probability just below zero.
      sum += c * (a < 0 && a > -1e-15 ? 0 : entropy(a));
    }
    if (Math.abs(total - 1) > 1e-9) return Number.NEGATIVE_INFINITY;
  }
  return sum;
}

/** out = softmax of every row of u (n×K). */
export function classProbabilities(u: Float64Array, outputs: number, out: Float64Array): void {
  for (let from = 0; from < u.length; from += outputs) {
    const largest = largestOf(u, from, from + outputs);
    let sum = 0;
    for (let k = from; k < from + outputs; k++) {
      out[k] = exponential(u[k] - largest);
      sum += out[k];
    }
    for (let k = from; k < from + outputs; k++) out[k] /= sum;
  }
}

function logSumExp(u: Float64Array, row: number, outputs: number): number {
  const [from, to] = [row * outputs, (row + 1) * outputs];
  const largest = largestOf(u, from, to);
  let sum = 0;
  for (let k = from; k < to; k++) sum += exponential(u[k] - largest);
  return largest + logarithm(sum);
}

function largestOf(u: Float64Array, from: number, to: number): number {
  let largest = u[from];
  for (let k = from + 1; k < to; k++) largest = Math.max(largest, u[k]);
  return largest;
}
