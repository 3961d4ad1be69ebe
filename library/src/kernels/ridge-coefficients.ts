import { completed } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { currentDense } from "../numerics/index.js";
import { shiftedFactor } from "./leave-one-out-ridge.js";

/**
 * α = (K + λI)⁻¹Y by one Cholesky factorisation: n³/3 operations in the numeric core, so a dozen ridges cost less than one
 * eigendecomposition. Does not do: leave-one-out errors (`kernelRidge`).
 * @param gram K, n×n, symmetric and positive semidefinite
 * @param targets Y, n×K
 * @returns n×K; undefined where K + λI is not positive definite in floating point
 */
export function ridgeCoefficients(gram: Matrix, targets: Matrix, lambda: number): Float64Array | undefined {
  const n = gram.rows;
  const factor = completed(shiftedFactor(gram.values, n, lambda));
  if (!factor) return undefined;
  const backend = currentDense();
  const alpha = targets.values.slice();
  backend.solveLower(factor, n, alpha, targets.columns);
  backend.solveLowerTransposed(factor, n, alpha, targets.columns);
  return alpha;
}
