import { transposeOf } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";
import type { ClassWeights } from "./class-weights.js";
import type { NewtonSystem } from "./newton-system.js";

/** K is positive semi-definite: with a zero diagonal it is zero, as it is before the first gate enters. */
export function isZero(gram: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) if (gram[j * n + j] !== 0) return false;
  return true;
}

/**
 * The Newton system of softmax before the first gate: at K = 0
 *
 *     G = (K/λ + W̃⁻¹)⁻¹ = W̃
 *
 * needs no factor. Does not do: any other K (`softmax-system.ts`).
 */
export function weightSystem(weights: ClassWeights): NewtonSystem {
  return {
    weigh: (v) => weights.weigh(v),
    apply: (v) => weights.weigh(v),
    applyAll: (columns, count) => weighAll(weights, columns, count),
    hessian: (columns, count) => weightHessian(weights, columns, count),
    rowBlocks: () => weightBlocks(weights),
  };
}

function* weighAll(weights: ClassWeights, columns: Float64Array, count: number): Generator<undefined, void> {
  const { outputs, positions } = weights;
  const n = positions.length;
  for (let a = 0; a < count; a++) {
    const product = weights.weigh(interleaved(columns, { n, outputs, count }, a));
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < n; j++) columns[(k * n + j) * count + a] = product[j * outputs + k];
    }
    yield undefined;
  }
}

function* weightHessian(
  weights: ClassWeights,
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array> {
  const rows = weights.positions.length * weights.outputs;
  const products = columns.slice();
  yield* weighAll(weights, products, count);
  const out = new Float64Array(count * count);
  currentBackend().multiply(transposeOf(columns, rows, count), count, rows, products, count, out);
  return out;
}

function* weightBlocks(weights: ClassWeights): Generator<undefined, Float64Array> {
  yield undefined;
  return weights.blocks();
}

/** Column a of stacked outputs, n×K. */
function interleaved(
  columns: Float64Array,
  { n, outputs, count }: { readonly n: number; readonly outputs: number; readonly count: number },
  a: number,
): Float64Array {
  const out = new Float64Array(n * outputs);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < n; j++) out[j * outputs + k] = columns[(k * n + j) * count + a];
  }
  return out;
}
