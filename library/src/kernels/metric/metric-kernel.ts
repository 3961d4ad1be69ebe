import { InputError } from "../../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../../linear-algebra/matrix.js";
import { currentDense } from "../../numerics/index.js";
import type { Kernel } from "../kernel.js";

/**
 * k_A(x, x') = k(Aᵀx, Aᵀx'): a kernel of distances and angles in the metric M = AAᵀ, ‖x − x'‖²_M = (x − x')ᵀM(x − x').
 * @param map A, d×r
 * @param kernel k, of rows of r numbers
 * @returns the kernel, for rows with d columns
 * @throws InputError from the kernel, for rows of another number of columns
 */
export function metricKernel(map: Matrix, kernel: Kernel): Kernel {
  return (a, b) => {
    const first = mappedRows(map, toMatrix(a, "a"));
    return b === undefined || b === a ? kernel(first) : kernel(first, mappedRows(map, toMatrix(b, "b")));
  };
}

/** XA, n×r. */
export function mappedRows({ rows: d, columns: r, values }: Matrix, inputs: MatrixLike): Matrix {
  const x = toMatrix(inputs, "a");
  if (x.columns !== d) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "a",
      got: `${x.columns} columns`,
      expected: `${d}, as the metric has`,
    });
  }
  const out = new Float64Array(x.rows * r);
  currentDense().multiply(x.values, x.rows, d, values, r, out);
  return matrix(x.rows, r, out);
}
