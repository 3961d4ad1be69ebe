import { norm, transposeOf } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import { type GroupProgram, gradientNorms, type SparseBlocks } from "../../programs/group-program.js";
import type { NewtonSystem } from "../kernel-weights/newton-system.js";
import type { ColumnProducts } from "./length-bounds.js";

/**
 * The columns along which a solution can move without a change of its penalty's slope, with their products with G (`leave-one-out.ts`): C, the
 * unpenalised Φ_iw_i/‖w_i‖ of active blocks, and those along which blocks that are zero would grow.
 * Does not do: what a row's leaving does with them.
 */

/** GC with the factor of CᵀGC, for the unpenalised columns of the active blocks; those of the constant are in the bordered system. */
export interface FlatColumns {
  readonly count: number;
  /** C and GC, n×m an output, outputs stacked. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  /** L with LLᵀ = CᵀGC. */
  readonly lower: Float64Array;
  /** In place: the K×K block less (GC)_j(CᵀGC)⁻¹(GC)_jᵀ. */
  takeOff(row: number, block: Float64Array): void;
}

/** The columns Φ_iw_i/‖w_i‖ with their products with G. */
function* productsOfColumns(
  { operator, data }: GroupProgram,
  { which, blocks }: SparseBlocks,
  system: NewtonSystem,
): Generator<undefined, ColumnProducts> {
  const { sampleCount: n, outputs } = data;
  const [count, size] = [which.length, operator.blockSize * outputs];
  const columns = new Float64Array(n * count * outputs);
  if (count > 0) {
    const units = unitBlocks(blocks, size);
    for (let k = 0; k < outputs; k++) {
      const one = outputs === 1 ? units : units.filter((_, index) => index % outputs === k);
      operator.columns(one, which, columns.subarray(k * n * count, (k + 1) * n * count));
      yield undefined;
    }
  }
  const products = columns.slice();
  yield* system.applyAll(products, count);
  return { count, columns, products };
}

/** How far below λ the slope of a block that is zero may be for it to be able to grow without a row, as a share of λ. */
const nearShare = 0.3;

/** Blocks that are zero and whose slopes are near λ, at most as many as there are others and a few: their columns along Φ_iᵀz. */
export function* growingColumns(
  program: GroupProgram<SmoothLoss>,
  { point, z, system }: { readonly point: SparseBlocks; readonly z: Float64Array; readonly system: NewtonSystem },
): Generator<undefined, ColumnProducts & { readonly slack: Float64Array }> {
  const { operator, lambda, data } = program;
  const slopes = gradientNorms(program, z);
  for (const gate of point.which) slopes[gate] = 0;
  const near = [...slopes.keys()].filter((gate) => slopes[gate] > (1 - nearShare) * lambda);
  near.sort((a, b) => slopes[b] - slopes[a]);
  const which = Int32Array.from(near.slice(0, point.which.length + 10)).sort();
  const blocks = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(z, data.outputs, which, blocks);
  const slack = Float64Array.from(which, (gate) => Math.max(lambda - slopes[gate], 0));
  return { ...(yield* productsOfColumns(program, { which, blocks }, system)), slack };
}

/** C of the active blocks. */
export function* flatColumns(
  program: GroupProgram,
  point: SparseBlocks,
  system: NewtonSystem,
): Generator<undefined, FlatColumns> {
  const { sampleCount: n, outputs } = program.data;
  const { count, columns, products } = yield* productsOfColumns(program, point, system);
  const lower = new Float64Array(count * count);
  if (count > 0)
    currentBackend().multiply(transposeOf(columns, n * outputs, count), count, n * outputs, products, count, lower);
  let trace = 0;
  for (let a = 0; a < count; a++) trace += lower[a * count + a];
  for (let a = 0; a < count; a++) lower[a * count + a] += (1e-10 * trace) / count + Number.MIN_VALUE;
  currentBackend().cholesky(lower, count);
  // Rows of L⁻¹(GC)ᵀ: what is taken off a row's block is their product.
  const halves = transposeOf(products, n * outputs, count);
  if (count > 0) currentBackend().solveLower(lower, count, halves, n * outputs);
  return {
    count,
    columns,
    products,
    lower,
    takeOff: (row, block) => takeOff(halves, { n, count, outputs }, row, block),
  };
}

/** GC(CᵀGC)⁻¹1, n×K: how the predictions follow where all lengths are let go. */
export function stretchOf({ count, products, lower }: FlatColumns, n: number, outputs: number): Float64Array {
  const lengths = new Float64Array(count).fill(1);
  const out = new Float64Array(n * outputs);
  if (count === 0) return out;
  currentBackend().solveLower(lower, count, lengths, 1);
  currentBackend().solveLowerTransposed(lower, count, lengths, 1);
  for (let at = 0; at < out.length; at++) {
    const from = ((at % outputs) * n + Math.floor(at / outputs)) * count;
    for (let a = 0; a < count; a++) out[at] += products[from + a] * lengths[a];
  }
  return out;
}

function takeOff(
  halves: Float64Array,
  { n, count, outputs }: { readonly n: number; readonly count: number; readonly outputs: number },
  row: number,
  block: Float64Array,
): void {
  for (let k = 0; k < outputs; k++) {
    for (let l = 0; l < outputs; l++) {
      let sum = 0;
      for (let a = 0; a < count; a++)
        sum += halves[a * n * outputs + k * n + row] * halves[a * n * outputs + l * n + row];
      block[k * outputs + l] -= sum;
    }
  }
}

/** Blocks of length one. */
function unitBlocks(blocks: Float64Array, size: number): Float64Array {
  const out = blocks.slice();
  for (let a = 0; a * size < out.length; a++) {
    const length = norm(blocks, a * size, (a + 1) * size);
    for (let k = a * size; k < (a + 1) * size; k++) out[k] /= length;
  }
  return out;
}
