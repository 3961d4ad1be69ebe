import { transposeOf } from "../../linear-algebra/vectors.js";
import type { CoupledLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { type ClassWeights, classWeights } from "./class-weights.js";
import { addGram, applyEach, applyFactor, type Factor, factorise, whiten } from "./curved-rows.js";
import type { NewtonSystem, SystemBuilder } from "./newton-system.js";
import { isZero, weightSystem } from "./weight-system.js";

/** The largest share of a class's curvature that a step does without. */
const mostDropped = 0.02;

/**
 * The Newton system of softmax. W = C(diag π − ππᵀ) couples the classes,
 *
 *     G = E − E R (RᵀER)⁻¹ RᵀE,   E = blockdiag(S_kB_k⁻¹S_k),   S_k = √(cπ_k),   R the sum over classes
 *
 * (Rasmussen & Williams 2006, section 3.5). A class has a factor on the rows where its probability is neither nearly 0 nor nearly 1
 * (`classWeights`), so that well separated classes cost little. Does not do: losses that couple outputs in another way.
 */
export function softmaxSystem(program: GroupProgram<CoupledLoss>): SystemBuilder {
  return (gram, predictions, roughness = 0) => systemAt(program, gram, predictions, roughness);
}

function* systemAt(
  { data, lambda, loss }: GroupProgram<CoupledLoss>,
  gram: Float64Array,
  predictions: Float64Array,
  roughness: number,
): Generator<undefined, NewtonSystem | undefined> {
  const probabilities = new Float64Array(predictions.length);
  loss.probabilities(predictions, data, probabilities);
  const weights = classWeights(probabilities, data, Math.min(roughness, mostDropped));
  if (isZero(gram, data.sampleCount)) return weightSystem(weights);
  const factors: Factor[] = [];
  for (let k = 0; k < data.outputs; k++) {
    const factor = yield* factorise(gram, weights.ofClass(k), lambda);
    if (!factor) return undefined;
    factors.push(factor);
  }
  const sum = yield* factorSum(factors, weights);
  return sum && coupledSystem({ weights, factors, sum });
}

interface CoupledFactors {
  readonly weights: ClassWeights;
  /** One factor a class, each on its own rows. */
  readonly factors: readonly Factor[];
  /** L with LLᵀ = RᵀER on the rows that any class has. */
  readonly sum: Float64Array;
}

function coupledSystem(coupled: CoupledFactors): NewtonSystem {
  return {
    weigh: (v) => coupled.weights.weigh(v),
    apply: (v) => apply(coupled, v),
    hessian: (columns, count) => hessian(coupled, columns, count),
    applyAll: (columns, count) => applyAll(coupled, columns, count),
    rowBlocks: () => rowBlocks(coupled),
  };
}

function apply({ weights: { rows, outputs }, factors, sum }: CoupledFactors, v: Float64Array): Float64Array {
  const backend = currentBackend();
  const out = applyEach(factors, v);
  const total = Float64Array.from(rows, (j) => {
    let value = 0;
    for (let k = j * outputs; k < (j + 1) * outputs; k++) value += out[k];
    return value;
  });
  backend.solveLower(sum, rows.length, total, 1);
  backend.solveLowerTransposed(sum, rows.length, total, 1);
  const spread = new Float64Array(v.length);
  rows.forEach((j, a) => {
    spread.fill(total[a], j * outputs, (j + 1) * outputs);
  });
  const correction = applyEach(factors, spread);
  return out.map((value, k) => value - correction[k]);
}

function* applyAll(
  { weights: { rows, positions }, factors, sum }: CoupledFactors,
  columns: Float64Array,
  count: number,
): Generator<undefined, void> {
  const backend = currentBackend();
  const [n, r] = [positions.length, rows.length];
  const total = new Float64Array(r * count);
  for (const [k, factor] of factors.entries()) {
    const part = columns.subarray(k * n * count, (k + 1) * n * count);
    applyFactor(factor, part, count);
    for (const j of factor.rows) {
      const to = positions[j] * count;
      for (let a = 0; a < count; a++) total[to + a] += part[j * count + a];
    }
    yield undefined;
  }
  backend.solveLower(sum, r, total, count);
  yield undefined;
  backend.solveLowerTransposed(sum, r, total, count);
  const spread = new Float64Array(n * count);
  for (const [k, factor] of factors.entries()) {
    spread.fill(0);
    for (const j of factor.rows) {
      spread.set(total.subarray(positions[j] * count, (positions[j] + 1) * count), j * count);
    }
    applyFactor(factor, spread, count);
    const part = columns.subarray(k * n * count, (k + 1) * n * count);
    for (let a = 0; a < part.length; a++) part[a] -= spread[a];
    yield undefined;
  }
}

/** (E − E R (RᵀER)⁻¹ RᵀE)_jj, K×K a row: of each class L⁻¹RᵀE_k, whose products at row j are what is taken off. */
function* rowBlocks({
  weights: { rows, positions, outputs },
  factors,
  sum,
}: CoupledFactors): Generator<undefined, Float64Array> {
  const [n, r] = [positions.length, rows.length];
  const out = new Float64Array(n * outputs * outputs);
  const halves: Float64Array[] = [];
  for (const [k, factor] of factors.entries()) {
    const own = factor.rows.length;
    const half = yield* inverseTimes(factor.lower, factor.root);
    const product = new Float64Array(own * own);
    currentBackend().gramOfColumns(half, own, own, product);
    yield undefined;
    const columns = new Float64Array(r * own);
    factor.rows.forEach((j, a) => {
      columns.set(product.subarray(a * own, (a + 1) * own), positions[j] * own);
      out[(j * outputs + k) * outputs + k] = product[a * own + a];
    });
    currentBackend().solveLower(sum, r, columns, own);
    halves.push(transposeOf(columns, r, own));
    yield undefined;
  }
  const place = factors.map((factor) => placesOf(factor.rows, n));
  for (const j of rows) {
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l <= k; l++) {
        const [a, b] = [place[k][j], place[l][j]];
        if (a < 0 || b < 0) continue;
        let product = 0;
        for (let i = 0; i < r; i++) product += halves[k][a * r + i] * halves[l][b * r + i];
        out[(j * outputs + k) * outputs + l] -= product;
        if (l < k) out[(j * outputs + l) * outputs + k] -= product;
      }
    }
  }
  return out;
}

/** Where a row stands among the listed ones; −1 elsewhere. */
function placesOf(rows: Int32Array, n: number): Int32Array {
  const out = new Int32Array(n).fill(-1);
  rows.forEach((j, place) => {
    out[j] = place;
  });
  return out;
}

function* hessian(
  { weights: { rows, positions }, factors, sum }: CoupledFactors,
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array> {
  const backend = currentBackend();
  const n = positions.length;
  const out = new Float64Array(count * count);
  const total = new Float64Array(rows.length * count);
  for (const [k, factor] of factors.entries()) {
    const white = whiten(factor, columns.subarray(k * n * count, (k + 1) * n * count), count);
    yield undefined;
    addGram(white, count, out, 1);
    yield undefined;
    backend.solveLowerTransposed(factor.lower, factor.rows.length, white, count);
    factor.rows.forEach((j, a) => {
      const to = positions[j] * count;
      for (let c = 0; c < count; c++) total[to + c] += factor.root[a] * white[a * count + c];
    });
    yield undefined;
  }
  backend.solveLower(sum, rows.length, total, count);
  yield undefined;
  addGram(total, count, out, -1);
  return out;
}

/** Rows of H = L⁻¹S that are worked on together: H is lower triangular, and what is above a slab's last row is never touched. */
const SLAB = 128;

/** L with LLᵀ = Σ_k S_kB_k⁻¹S_k over the rows that any class has. */
function* factorSum(
  factors: readonly Factor[],
  { rows, positions }: ClassWeights,
): Generator<undefined, Float64Array | undefined> {
  const backend = currentBackend();
  const r = rows.length;
  const sum = new Float64Array(r * r);
  for (const { rows: own, root, lower } of factors) {
    const half = yield* inverseTimes(lower, root);
    const at = Int32Array.from(own, (j) => positions[j]);
    for (let first = 0; first < own.length; first += SLAB) {
      yield undefined;
      const last = Math.min(first + SLAB, own.length);
      const slab = block(half, own.length, first, last, 0, last);
      const gram = new Float64Array(last * last);
      backend.gramOfColumns(slab, last - first, last, gram);
      for (let a = 0; a < last; a++) {
        for (let b = 0; b <= a; b++) sum[at[a] * r + at[b]] += gram[a * last + b];
      }
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
