import type { Matrix, MatrixLike } from "../linear-algebra/matrix.js";
import { rowAngles } from "./angles.js";
import { kernelMatrix, kernelTables } from "./kernel.js";

/**
 * H(x, x') = (1/2π)(π − arccos(xᵀx'/‖x‖‖x'‖)) xᵀx'        (10)
 *
 * The infinite-width neural tangent kernel of the gated network (9) and of the reparameterised ReLU network (11). Accurate where x and x'
 * are nearly parallel or opposite; 0 where one of them is zero. Does not do: finite width (`finiteWidthTangentKernel`).
 * @param a n×d
 * @param b m×d; `a` when left out
 * @returns n×m
 * @throws InputError for tables that are no tables or do not have the same columns
 */
export function neuralTangentKernel(a: MatrixLike, b?: MatrixLike): Matrix {
  const tables = kernelTables(a, b);
  const { normsA, normsB, cosine, supplement } = rowAngles(tables);
  return kernelMatrix(tables, (i, j) => {
    const size = normsA[i] * normsB[j];
    const open = supplement(i, j) / (2 * Math.PI);
    return size === 0 || open === 0 ? 0 : open * cosine(i, j) * size;
  });
}

/**
 * The tangent kernel of the plain network f(x) = m^(−1/2) Σ_j a_j (x^T w_j)₊ with both layers trained from N(0, 1):
 *
 *     E[1{xᵀw ≥ 0} 1{x'ᵀw ≥ 0}] xᵀx' + E[(xᵀw)₊(x'ᵀw)₊] = H(x, x') + (1/2π)‖x‖‖x'‖(sin θ + (π − θ) cos θ)
 *
 * (the arc-cosine kernels of Cho & Saul 2009 of degree 0 and 1).
 * @returns n×m
 * @throws InputError for tables that are no tables or do not have the same columns
 */
export function reluTangentKernel(a: MatrixLike, b?: MatrixLike): Matrix {
  const tables = kernelTables(a, b);
  const { normsA, normsB, cosine, supplement, sine } = rowAngles(tables);
  return kernelMatrix(tables, (i, j) => {
    return (normsA[i] * normsB[j] * (2 * supplement(i, j) * cosine(i, j) + sine(i, j))) / (2 * Math.PI);
  });
}
