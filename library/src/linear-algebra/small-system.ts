/**
 * L with LLᵀ = A for a small symmetric positive definite matrix (n×n, as many rows as a network has outputs). A pivot that rounding made
 * negative or too small is lifted. Does not do: matrices of the size of a table (`NumericsBackend.cholesky`).
 * @param leastPivot the least pivot of a row, by its diagonal entry in A; tiny when absent
 * @returns L, n×n; what lies above the diagonal is left from A
 */
export function smallCholesky(
  a: Float64Array,
  n: number,
  leastPivot: (diagonal: number) => number = () => 1e-300,
): Float64Array {
  const l = a.slice();
  for (let j = 0; j < n; j++) {
    const least = leastPivot(l[j * n + j]);
    for (let k = 0; k < j; k++) l[j * n + j] -= l[j * n + k] ** 2;
    l[j * n + j] = Math.sqrt(Math.max(l[j * n + j], least));
    for (let i = j + 1; i < n; i++) {
      for (let k = 0; k < j; k++) l[i * n + j] -= l[i * n + k] * l[j * n + k];
      l[i * n + j] /= l[j * n + j];
    }
  }
  return l;
}

/**
 * (LLᵀ)⁻¹v.
 * @returns n numbers
 */
export function solveSmall(l: Float64Array, v: Float64Array): Float64Array {
  const n = v.length;
  const x = v.slice();
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) x[j] -= l[j * n + k] * x[k];
    x[j] /= l[j * n + j];
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) x[j] -= l[k * n + j] * x[k];
    x[j] /= l[j * n + j];
  }
  return x;
}
