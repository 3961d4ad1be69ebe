import { currentDense } from "../numerics/index.js";
import { transposeOf } from "./vectors.js";

/**
 * A = LLᵀ and diag(A⁻¹) = (Σ_i (L⁻¹)_ij²)_j of a large matrix, in steps of a few hundredths of a second: blocks of rows and columns,
 *
 *     L_kk L_kkᵀ = A_kk,   L_ik = A_ik L_kk⁻ᵀ,   A_ij ← A_ij − L_ik L_jkᵀ   (i ≥ j > k)
 *
 * where each block is one call of the numeric core. Matrices of up to four blocks are one call, which is a third faster. Does not do: matrices
 * that are not symmetric.
 */

/** Rows and columns of a block. */
const blockSize = 512;
const mostAtOnce = 4 * blockSize;

/**
 * In place: the lower triangle becomes L, the upper one is left as it is. Yields between blocks.
 * @param atOnce rows up to which it is one call
 * @returns false where A is not positive definite
 */
export function* choleskyInSteps(a: Float64Array, n: number, atOnce = mostAtOnce): Generator<undefined, boolean> {
  if (n <= atOnce) {
    const isDefinite = currentDense().cholesky(a, n);
    // Several matrices in a row, as of several λ, give way between them.
    yield undefined;
    return isDefinite;
  }
  for (let k = 0; k < n; k += blockSize) {
    const width = Math.min(blockSize, n - k);
    const corner = blockOf(a, n, { row: k, rows: width, column: k, columns: width });
    if (!currentDense().cholesky(corner, width)) return false;
    for (let i = 0; i < width; i++) a.set(corner.subarray(i * width, i * width + i + 1), (k + i) * n + k);
    yield undefined;
    yield* eliminate(a, n, k, corner);
  }
  return true;
}

/** Takes the products of one block of columns off what lies to the right of it. */
function* eliminate(a: Float64Array, n: number, k: number, corner: Float64Array): Generator<undefined, void> {
  const width = Math.min(blockSize, n - k);
  const below: { readonly row: number; readonly rows: number; readonly transposed: Float64Array }[] = [];
  for (let row = k + width; row < n; row += blockSize) {
    const rows = Math.min(blockSize, n - row);
    const place = { row, rows, column: k, columns: width };
    const transposed = transposeOf(blockOf(a, n, place), rows, width);
    currentDense().solveLower(corner, width, transposed, rows);
    setBlock(a, n, place, transposeOf(transposed, width, rows));
    below.push({ row, rows, transposed });
    yield undefined;
  }
  const product = new Float64Array(blockSize * blockSize);
  for (const [at, right] of below.entries()) {
    for (const left of below.slice(at)) {
      const factor = blockOf(a, n, { row: left.row, rows: left.rows, column: k, columns: width });
      currentDense().multiply(factor, left.rows, width, right.transposed, right.rows, product);
      for (let i = 0; i < left.rows; i++) {
        // Of the blocks on the diagonal the lower triangle is enough.
        const count = left === right ? i + 1 : right.rows;
        const [to, from] = [(left.row + i) * n + right.row, i * right.rows];
        for (let j = 0; j < count; j++) a[to + j] -= product[from + j];
      }
      yield undefined;
    }
  }
}

/** out[j] = ((LLᵀ)⁻¹)_jj, length n; yields between blocks. @param l lower triangle, n×n @param atOnce rows up to which it is one call */
export function* inverseDiagonalInSteps(
  l: Float64Array,
  n: number,
  out: Float64Array,
  atOnce = mostAtOnce,
): Generator<undefined, void> {
  if (n <= atOnce) {
    currentDense().inverseDiagonal(l, n, out);
    yield undefined;
    return;
  }
  for (let column = 0; column < n; column += blockSize) {
    const columns = Math.min(blockSize, n - column);
    const solved: Float64Array[] = [];
    for (let row = column; row < n; row += blockSize) {
      const rows = Math.min(blockSize, n - row);
      // The block of L⁻¹: of the identity at first.
      const block = new Float64Array(rows * columns);
      if (row === column) for (let i = 0; i < rows; i++) block[i * columns + i] = 1;
      const product = new Float64Array(rows * columns);
      for (const [k, above] of solved.entries()) {
        const place = { row, rows, column: column + k * blockSize, columns: blockSize };
        currentDense().multiply(blockOf(l, n, place), rows, blockSize, above, columns, product);
        for (let i = 0; i < block.length; i++) block[i] -= product[i];
        yield undefined;
      }
      currentDense().solveLower(blockOf(l, n, { row, rows, column: row, columns: rows }), rows, block, columns);
      for (let i = 0; i < block.length; i++) out[column + (i % columns)] += block[i] * block[i];
      solved.push(block);
      yield undefined;
    }
  }
}

interface Place {
  readonly row: number;
  readonly rows: number;
  readonly column: number;
  readonly columns: number;
}

function blockOf(a: Float64Array, n: number, { row, rows, column, columns }: Place): Float64Array {
  const block = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    block.set(a.subarray((row + i) * n + column, (row + i) * n + column + columns), i * columns);
  }
  return block;
}

function setBlock(a: Float64Array, n: number, { row, rows, column, columns }: Place, block: Float64Array): void {
  for (let i = 0; i < rows; i++) a.set(block.subarray(i * columns, (i + 1) * columns), (row + i) * n + column);
}
