import { logarithm } from "../../numerics/elementary/logarithm.js";
import type { CoupledLoss, LossData } from "../loss.js";

const MOST_ROUNDS = 100;
/** No class's constant moves further than this in one step: far from the answer the probabilities say little of where it is. */
const LONGEST_STEP = 2;

/**
 * b with Σ_j z_j(u + 1bᵀ) = 0, Σ_k b_k = 0, for softmax: Newton's method with the K×K matrix Σ_j c_j(diag π_j − π_jπ_jᵀ), whose null
 * direction (1, …, 1) is fixed by adding 11ᵀ. A step that does not lower L is halved. A class without rows tends to −∞ and stops where its
 * probabilities no longer count.
 * Does not do: losses without coupled outputs.
 */
export function coupledConstant(loss: CoupledLoss, u: Float64Array, data: LossData): Float64Array {
  const { outputs } = data;
  const constant = startingConstant(loss, u, data);
  const at = u.map((value, k) => value + constant[k % outputs]);
  const moved = new Float64Array(u.length);
  const [z, probabilities] = [0, 1].map(() => new Float64Array(u.length));
  let value = loss.value(at, data);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    loss.negativeGradient(at, data, z);
    const sums = new Float64Array(outputs);
    for (let k = 0; k < z.length; k++) sums[k % outputs] += z[k];
    if (sums.every((sum) => Math.abs(sum) <= 1e-13 * data.sampleCount)) break;
    loss.probabilities(at, data, probabilities);
    const close = sums.every((sum) => Math.abs(sum) <= 1e-6 * data.sampleCount);
    const step = limited(solved(hessianOf(probabilities, data), sums));
    let t = 1;
    for (; t > 1e-3; t /= 2) {
      for (let k = 0; k < moved.length; k++) moved[k] = at[k] + t * step[k % outputs];
      const next = loss.value(moved, data);
      // Near the answer L no longer tells points apart, and the whole step is right.
      if (next <= value + 1e-15 * Math.abs(value) || close) {
        value = next;
        break;
      }
    }
    if (t <= 1e-3) break;
    for (let k = 0; k < outputs; k++) constant[k] += t * step[k];
    at.set(moved);
  }
  const mean = constant.reduce((sum, b) => sum + b, 0) / outputs;
  return constant.map((b) => b - mean);
}

/** The constant that gives every class its share of the rows, if the probabilities did not answer: close, and exact at u = 0. */
function startingConstant(loss: CoupledLoss, u: Float64Array, data: LossData): Float64Array {
  const { outputs } = data;
  const [wanted, found] = [0, 1].map(() => new Float64Array(outputs));
  const probabilities = new Float64Array(u.length);
  loss.probabilities(u, data, probabilities);
  for (let k = 0; k < u.length; k++) {
    const weight = data.weights?.[Math.floor(k / outputs)] ?? 1;
    wanted[k % outputs] += weight * data.targets[k];
    found[k % outputs] += weight * probabilities[k];
  }
  const least = 1e-14 * Math.max(...wanted);
  return wanted.map(
    (rows, k) => logarithm(Math.max(rows, least, Number.MIN_VALUE)) - logarithm(Math.max(found[k], least)),
  );
}

/** Σ_j c_j(diag π_j − π_jπ_jᵀ) + τ11ᵀ, K×K, τ the mean of its diagonal. */
function hessianOf(probabilities: Float64Array, { outputs, weights }: LossData): Float64Array {
  const out = new Float64Array(outputs * outputs);
  for (let j = 0; j * outputs < probabilities.length; j++) {
    const c = weights?.[j] ?? 1;
    for (let a = 0; a < outputs; a++) {
      const p = c * probabilities[j * outputs + a];
      out[a * outputs + a] += p;
      for (let b = 0; b <= a; b++) out[a * outputs + b] -= p * probabilities[j * outputs + b];
    }
  }
  let trace = 0;
  for (let a = 0; a < outputs; a++) trace += out[a * outputs + a];
  for (let a = 0; a < outputs; a++) {
    for (let b = 0; b <= a; b++) out[a * outputs + b] += trace / outputs;
    // A class that has vanished keeps a little curvature, so that its step stays finite.
    out[a * outputs + a] += 1e-14 * trace + 1e-300;
  }
  return out;
}

/** H⁻¹g for a positive definite H, of which the lower triangle is read and overwritten. */
function solved(h: Float64Array, g: Float64Array): Float64Array {
  const n = g.length;
  const x = g.slice();
  for (let j = 0; j < n; j++) {
    let pivot = h[j * n + j];
    for (let k = 0; k < j; k++) pivot -= h[j * n + k] ** 2;
    const root = Math.sqrt(Math.max(pivot, 1e-300));
    h[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let entry = h[i * n + j];
      for (let k = 0; k < j; k++) entry -= h[i * n + k] * h[j * n + k];
      h[i * n + j] = entry / root;
    }
    for (let k = 0; k < j; k++) x[j] -= h[j * n + k] * x[k];
    x[j] /= root;
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) x[j] -= h[k * n + j] * x[k];
    x[j] /= h[j * n + j];
  }
  return x;
}

function limited(step: Float64Array): Float64Array {
  let longest = 0;
  for (const value of step) longest = Math.max(longest, Math.abs(value));
  return longest > LONGEST_STEP ? step.map((value) => (LONGEST_STEP / longest) * value) : step;
}
