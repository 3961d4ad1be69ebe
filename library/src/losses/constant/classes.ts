import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import { maximum, plusScaled } from "../../linear-algebra/vectors.js";
import { exponential, logarithm } from "../../numerics/elementary/index.js";
import type { CoupledLoss, LossData } from "../loss.js";
import { shifted } from "./shifted.js";

const MOST_ROUNDS = 100;
/** No class's constant moves further than this in one step: far from the answer the probabilities say little of where it is. */
const LONGEST_STEP = 2;

/**
 * b with Σ_j z_j(u + 1bᵀ) = 0, Σ_k b_k = 0, for softmax, z = c(y − π): Newton's method with the K×K matrix Σ_j c_j(diag π_j − π_jπ_jᵀ), whose
 * null direction (1, …, 1) is fixed by adding 11ᵀ. A step after which the sums are no smaller is halved. A class without rows tends to −∞ and
 * stops where its probabilities no longer count.
 * Does not do: losses without coupled outputs.
 */
export function coupledConstant(loss: CoupledLoss, u: Float64Array, data: LossData): Float64Array {
  const { outputs } = data;
  const unshifted = new Float64Array(u.length);
  loss.probabilities(u, data, unshifted);
  const state = { loss, data, u, unshifted, probabilities: unshifted.slice() };
  let sums = sumsOf(state);
  let constant = startingConstant(sums, data);
  sums = sumsAt(state, constant);
  for (let round = 0; round < MOST_ROUNDS && largest(sums) > 1e-13 * data.sampleCount; round++) {
    const step = limited(solveSmall(smallCholesky(hessianOf(state.probabilities, data), outputs), sums));
    const before = largest(sums);
    for (let t = 1; t > 1e-3; t /= 2) {
      const next = plusScaled(constant, t, step);
      sums = sumsAt(state, next);
      if (largest(sums) < before || t < 2e-3) {
        constant = next;
        break;
      }
    }
    // Rounding alone is left.
    if (largest(sums) >= before && before <= 1e-10 * data.sampleCount) break;
  }
  const mean = constant.reduce((sum, b) => sum + b, 0) / outputs;
  return constant.map((b) => b - mean);
}

interface ClassState {
  readonly loss: CoupledLoss;
  readonly data: LossData;
  readonly u: Float64Array;
  /** π(u) */
  readonly unshifted: Float64Array;
  /** π where it was asked for last. */
  readonly probabilities: Float64Array;
}

/** Constants that are further apart could bring back a class that has no probability left in π(u). */
const WIDEST_SPREAD = 200;

/** Σ_j z_j of every class at u + 1bᵀ; the state's probabilities are made anew, from those at u: π_k(u + b) is proportional to π_k(u)e^{b_k}. */
function sumsAt(state: ClassState, constant: Float64Array): Float64Array {
  const { loss, data, u, unshifted, probabilities } = state;
  const top = maximum(constant);
  if (constant.every((b) => top - b <= WIDEST_SPREAD)) {
    const factors = constant.map((b) => exponential(b - top));
    multiplyRows(unshifted, factors, probabilities);
  } else loss.probabilities(shifted(u, constant), data, probabilities);
  return sumsOf(state);
}

/** out = rows of `values` times factors, each row scaled to the sum 1; a row of zeros, as that of a tilt, stays. */
function multiplyRows(values: Float64Array, factors: Float64Array, out: Float64Array): void {
  const outputs = factors.length;
  for (let from = 0; from < out.length; from += outputs) {
    let total = 0;
    for (let k = 0; k < outputs; k++) {
      out[from + k] = values[from + k] * factors[k];
      total += out[from + k];
    }
    if (total > 0) for (let k = from; k < from + outputs; k++) out[k] /= total;
  }
}

/** Σ_j z_j of every class, at the state's probabilities. */
function sumsOf({ data, probabilities }: ClassState): Float64Array {
  const { outputs, targets, weights } = data;
  const sums = new Float64Array(outputs);
  for (let j = 0; j < data.sampleCount; j++) {
    const c = weights?.[j] ?? 1;
    const from = j * outputs;
    for (let k = 0; k < outputs; k++) sums[k] += c * (targets[from + k] - probabilities[from + k]);
  }
  return sums;
}

function largest(sums: Float64Array): number {
  let most = 0;
  for (const sum of sums) most = Math.max(most, Math.abs(sum));
  return most;
}

/**
 * The constant that gives every class its share of the rows, if the probabilities did not answer: close, and exact at u = 0.
 * @param sums Σ_j z_j at b = 0, which is what the rows of each class exceed its probabilities by
 */
function startingConstant(sums: Float64Array, { sampleCount, outputs, targets, weights }: LossData): Float64Array {
  const wanted = new Float64Array(outputs);
  for (let j = 0; j < sampleCount; j++) {
    for (let k = 0; k < outputs; k++) wanted[k] += (weights?.[j] ?? 1) * targets[j * outputs + k];
  }
  const least = 1e-14 * largest(wanted) + Number.MIN_VALUE;
  return wanted.map((rows, k) => logarithm(Math.max(rows, least)) - logarithm(Math.max(rows - sums[k], least)));
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

function limited(step: Float64Array): Float64Array {
  let longest = 0;
  for (const value of step) longest = Math.max(longest, Math.abs(value));
  return longest > LONGEST_STEP ? step.map((value) => (LONGEST_STEP / longest) * value) : step;
}
