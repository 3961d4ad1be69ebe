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
  for (let j = 0; j * outputs < u.length; j++) {
    const normaliser = logSumExp(u, j, outputs);
    for (let k = j * outputs; k < (j + 1) * outputs; k++) out[k] = Math.exp(u[k] - normaliser);
  }
}

function logSumExp(u: Float64Array, row: number, outputs: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let k = row * outputs; k < (row + 1) * outputs; k++) largest = Math.max(largest, u[k]);
  let sum = 0;
  for (let k = row * outputs; k < (row + 1) * outputs; k++) sum += Math.exp(u[k] - largest);
  return largest + Math.log(sum);
}
