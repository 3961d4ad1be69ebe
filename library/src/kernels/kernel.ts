import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix, transpose } from "../linear-algebra/matrix.js";
import { currentDense } from "../numerics/index.js";

/** k(x, x') for every row of `a` (n×d) and of `b` (m×d; `a` itself when left out): an n×m matrix, exactly symmetric for one table. */
export type Kernel = (a: MatrixLike, b?: MatrixLike) => Matrix;

/** Two validated tables with equal columns; `same` when the second was left out or is the first. */
export interface KernelTables {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly same: boolean;
}

/** @throws InputError for tables that are no tables or do not have the same columns */
export function kernelTables(a: MatrixLike, b?: MatrixLike): KernelTables {
  const first = toMatrix(a, "a");
  if (b === undefined || b === a) return { a: first, b: first, same: true };
  const second = toMatrix(b, "b");
  if (second.columns !== first.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "b",
      got: `${second.columns} columns`,
      expected: `${first.columns}, as the first table has`,
    });
  }
  return { a: first, b: second, same: false };
}

/** abᵀ, n×m; both triangles equal bit for bit for one table. */
export function innerProducts({ a, b, same }: KernelTables): Matrix {
  const out = new Float64Array(a.rows * b.rows);
  if (same) currentDense().gramOfRows(a.values, a.rows, a.columns, out);
  else currentDense().multiply(a.values, a.rows, a.columns, transpose(b).values, b.rows, out);
  return matrix(a.rows, b.rows, out);
}

/** Fills an n×m matrix entry by entry; for one table only the lower triangle is computed. */
export function kernelMatrix({ a, b, same }: KernelTables, entry: (i: number, j: number) => number): Matrix {
  const out = matrix(a.rows, b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < (same ? i + 1 : b.rows); j++) {
      const value = entry(i, j);
      out.values[i * b.rows + j] = value;
      if (same) out.values[j * b.rows + i] = value;
    }
  }
  return out;
}
