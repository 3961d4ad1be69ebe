import { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
import type { Kernel } from "../kernels/kernel.js";
import { kernelErrors } from "../kernels/kernel-error.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { nextUp } from "../numerics/rigorous/index.js";
import { type KernelRidgeProgram, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { ReducedTable } from "../reductions/reduction.js";
import { weighedRows } from "../reductions/weighed-rows.js";

/**
 * Kernel ridge regression with row weights c as one without, R = diag(√c):
 *
 *     min Σ_j c_j(f(x_j) − y_j)² + λ‖f‖²   is that of the kernel RKR and the targets RY,   f = k(·, X)α with α = Rβ
 *
 * Its kernel is positive semidefinite where K is. Without weights it is that of K and Y. Does not do: solving it.
 */
export interface RidgeOfTable {
  /** RKR, n×n. */
  readonly gram: Matrix;
  /** tr RKR, 1 where it is not positive: what fractions of λ are of. */
  readonly trace: number;
  /** RY, n×K. */
  readonly targets: Matrix;
  /** The program at one λ. */
  at(lambda: number): KernelRidgeProgram;
  /** α of a β, n×K. */
  coefficientsOf(beta: Matrix): Matrix;
  /** The β of an α, which is what certificates are about. */
  pointOf(alpha: Matrix): Matrix;
}

export function ridgeOfTable(
  kernel: KernelDescription,
  table: ReducedTable,
  weights: Float64Array | undefined,
): RidgeOfTable {
  return completed(ridgeOfTableInSteps(kernel, table, weights));
}

/** The same; yields every few hundredths of a second. */
export function* ridgeOfTableInSteps(
  kernel: KernelDescription,
  { inputs, targets }: ReducedTable,
  weights: Float64Array | undefined,
): Generator<undefined, RidgeOfTable> {
  const plain = yield* gramInSteps(kernelOf(kernel), inputs);
  const errors = kernelErrors(kernel, inputs);
  const roots = weights?.map(Math.sqrt);
  const gram = roots ? weighedGram(plain, roots) : plain;
  const own = weighedRows(targets, weights);
  // Two roundings of the products, and one of the bound.
  const error = roots
    ? (i: number, j: number) =>
        nextUp(
          nextUp(nextUp(roots[i] * roots[j]) * nextUp(errors(i, j) * (1 + 2 ** -50))) +
            nextUp(Math.abs(gram.values[i * gram.columns + j]) * 2 ** -51) +
            Number.MIN_VALUE,
        )
    : errors;
  return {
    gram,
    trace: traceOf(gram),
    targets: own,
    at: (lambda) => kernelRidgeProgram(gram, own, lambda, error),
    coefficientsOf: (beta) => timesRows(beta, roots, (value, root) => value * root),
    pointOf: (alpha) => timesRows(alpha, roots, (value, root) => value / root),
  };
}

/** Entries of a kernel matrix that are made at once. */
const entriesAtOnce = 500_000;

/** k(x_i, x_j), rows by rows up to the diagonal, and the other half by symmetry. */
function* gramInSteps(kernel: Kernel, inputs: Matrix): Generator<undefined, Matrix> {
  const { rows: n, columns: d, values } = inputs;
  if (n * n <= 2 * entriesAtOnce) return kernel(inputs);
  const gram = matrix(n, n);
  const atOnce = Math.ceil(entriesAtOnce / n);
  for (let first = 0; first < n; first += atOnce) {
    const last = Math.min(n, first + atOnce);
    const above = matrix(last, d, values.subarray(0, last * d));
    const part = kernel(matrix(last - first, d, values.subarray(first * d, last * d)), above);
    for (let i = first; i < last; i++) {
      for (let j = 0; j <= i; j++) {
        const value = part.values[(i - first) * last + j];
        gram.values[i * n + j] = value;
        gram.values[j * n + i] = value;
      }
    }
    yield undefined;
  }
  return gram;
}

function traceOf({ rows, values }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < rows; i++) sum += values[i * rows + i];
  return sum > 0 ? sum : 1;
}

function weighedGram({ rows, values }: Matrix, roots: Float64Array): Matrix {
  const out = matrix(rows, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) out.values[i * rows + j] = roots[i] * roots[j] * values[i * rows + j];
  }
  return out;
}

function timesRows(
  { rows, columns, values }: Matrix,
  roots: Float64Array | undefined,
  by: (value: number, root: number) => number,
): Matrix {
  return roots
    ? matrix(
        rows,
        columns,
        values.map((value, k) => by(value, roots[Math.floor(k / columns)])),
      )
    : matrix(rows, columns, values);
}
