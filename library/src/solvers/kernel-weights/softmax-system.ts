import type { CoupledLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { addGram, applyEach, type Factor, factorise, whiten } from "./curved-rows.js";
import type { NewtonSystem, SystemBuilder } from "./newton-system.js";

/**
 * The Newton system of softmax. W = C(diag π − ππᵀ) couples the classes,
 *
 *     G = E − E R (RᵀER)⁻¹ RᵀE,   E = blockdiag(S_kB_k⁻¹S_k),   S_k = √(cπ_k),   R the sum over classes
 *
 * (Rasmussen & Williams 2006, section 3.5). Does not do: losses that couple outputs in another way.
 */
export function softmaxSystem(program: GroupProgram<CoupledLoss>): SystemBuilder {
  return (gram, predictions) => systemAt(program, gram, predictions);
}

function* systemAt(
  program: GroupProgram<CoupledLoss>,
  gram: Float64Array,
  predictions: Float64Array,
): Generator<undefined, NewtonSystem | undefined> {
  const { data, lambda } = program;
  const { sampleCount: n, outputs } = data;
  const diagonal = weightedProbabilities(program, predictions);
  const factors: Factor[] = [];
  for (let k = 0; k < outputs; k++) {
    const ofClass = Float64Array.from({ length: n }, (_, j) => diagonal[j * outputs + k]);
    const factor = yield* factorise(gram, ofClass, lambda);
    if (!factor) return undefined;
    factors.push(factor);
  }
  const sum = yield* factorSum(factors, factors[0].rows.length);
  return sum && coupledSystem({ n, diagonal, factors, sum });
}

/** cπ at the predictions, n×K. */
function weightedProbabilities({ data, loss }: GroupProgram<CoupledLoss>, predictions: Float64Array): Float64Array {
  const diagonal = new Float64Array(predictions.length);
  loss.probabilities(predictions, data, diagonal);
  // A probability that underflows would take its row out of one class's factor and make RᵀER singular.
  for (let k = 0; k < diagonal.length; k++) {
    diagonal[k] = Math.max(diagonal[k], 1e-12) * (data.weights?.[Math.floor(k / data.outputs)] ?? 1);
  }
  return diagonal;
}

interface CoupledFactors {
  readonly n: number;
  /** cπ, n×K. */
  readonly diagonal: Float64Array;
  /** One factor a class, all on the same rows. */
  readonly factors: readonly Factor[];
  /** L with LLᵀ = RᵀER. */
  readonly sum: Float64Array;
}

function coupledSystem(coupled: CoupledFactors): NewtonSystem {
  return {
    weigh: (v) => weigh(coupled, v),
    apply: (v) => apply(coupled, v),
    hessian: (columns, count) => hessian(coupled, columns, count),
  };
}

function weigh({ n, diagonal, factors: { length: outputs } }: CoupledFactors, v: Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let j = 0; j < n; j++) {
    let mean = 0;
    let weight = 0;
    for (let k = j * outputs; k < (j + 1) * outputs; k++) {
      mean += diagonal[k] * v[k];
      weight += diagonal[k];
    }
    if (weight > 0) for (let k = j * outputs; k < (j + 1) * outputs; k++) out[k] = diagonal[k] * (v[k] - mean / weight);
  }
  return out;
}

function apply({ factors, sum }: CoupledFactors, v: Float64Array): Float64Array {
  const [{ rows }, outputs, backend] = [factors[0], factors.length, currentBackend()];
  const out = applyEach(factors, v);
  const total = Float64Array.from(rows, (j) => {
    let value = 0;
    for (let k = j * outputs; k < (j + 1) * outputs; k++) value += out[k];
    return value;
  });
  backend.solveLower(sum, rows.length, total, 1);
  backend.solveLowerTransposed(sum, rows.length, total, 1);
  const spread = new Float64Array(v.length);
  rows.forEach((j, r) => {
    spread.fill(total[r], j * outputs, (j + 1) * outputs);
  });
  const correction = applyEach(factors, spread);
  return out.map((value, k) => value - correction[k]);
}

function* hessian(
  { n, factors, sum }: CoupledFactors,
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array> {
  const backend = currentBackend();
  const { length: r } = factors[0].rows;
  const out = new Float64Array(count * count);
  const total = new Float64Array(r * count);
  for (const [k, factor] of factors.entries()) {
    const white = whiten(factor, columns.subarray(k * n * count, (k + 1) * n * count), count);
    yield undefined;
    addGram(white, count, out, 1);
    yield undefined;
    backend.solveLowerTransposed(factor.lower, r, white, count);
    for (let row = 0; row < r; row++) {
      for (let a = row * count; a < (row + 1) * count; a++) total[a] += factor.root[row] * white[a];
    }
    yield undefined;
  }
  backend.solveLower(sum, r, total, count);
  yield undefined;
  addGram(total, count, out, -1);
  return out;
}

/** Rows of H = L⁻¹S that are worked on together: H is lower triangular, and what is above a slab's last row is never touched. */
const SLAB = 128;

/** L with LLᵀ = Σ_k S_kB_k⁻¹S_k. */
function* factorSum(factors: readonly Factor[], r: number): Generator<undefined, Float64Array | undefined> {
  const backend = currentBackend();
  const sum = new Float64Array(r * r);
  for (const { root, lower } of factors) {
    const half = yield* inverseTimes(lower, root);
    for (let first = 0; first < r; first += SLAB) {
      yield undefined;
      const last = Math.min(first + SLAB, r);
      const slab = block(half, r, first, last, 0, last);
      const gram = new Float64Array(last * last);
      backend.gramOfColumns(slab, last - first, last, gram);
      for (let a = 0; a < last; a++) for (let b = 0; b <= a; b++) sum[a * r + b] += gram[a * last + b];
    }
  }
  yield undefined;
  return backend.cholesky(sum, r) ? sum : undefined;
}

/** L⁻¹S, r×r lower triangular, a slab of columns at a time. */
function* inverseTimes(lower: Float64Array, root: Float64Array): Generator<undefined, Float64Array> {
  const r = root.length;
  const out = new Float64Array(r * r);
  for (let first = 0; first < r; first += SLAB) {
    yield undefined;
    const width = Math.min(SLAB, r - first);
    const right = new Float64Array((r - first) * width);
    for (let k = 0; k < width; k++) right[k * width + k] = root[first + k];
    currentBackend().solveLower(block(lower, r, first, r, first, r), r - first, right, width);
    for (let j = first; j < r; j++)
      out.set(right.subarray((j - first) * width, (j - first + 1) * width), j * r + first);
  }
  return out;
}

/** Rows top ≤ j < bottom and columns left ≤ k < right of an r×r array. */
function block(a: Float64Array, r: number, top: number, bottom: number, left: number, right: number): Float64Array {
  const width = right - left;
  const out = new Float64Array((bottom - top) * width);
  for (let j = top; j < bottom; j++) out.set(a.subarray(j * r + left, j * r + right), (j - top) * width);
  return out;
}
