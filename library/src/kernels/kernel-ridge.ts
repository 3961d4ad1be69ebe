import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";

/**
 * min over f in the kernel's space of Σ_j ‖f(x_j) − y_j‖² + λ‖f‖²:   α = (K + λI)⁻¹Y,   f(x) = k(x, X)α
 *
 * One factorisation K = VᵀΛV serves every λ: O(n²K) for α, and the leave-one-out residuals y_j − f₋ⱼ(x_j) = α_j / ((K + λI)⁻¹)_jj are exact,
 * without a second fit. Does not do: an intercept (add a constant column to the inputs).
 */
export interface KernelRidge {
  readonly sampleCount: number;
  /** α, n×K. */
  dualCoefficients(lambda: number): Float64Array;
  /** y_j − f₋ⱼ(x_j), n×K: what each sample's residual is when it is left out of the fit. */
  leaveOneOutResiduals(lambda: number): Float64Array;
}

/**
 * @param gram K, n×n, symmetric and positive semidefinite (eigenvalues below zero are rounding, and count as zero)
 * @param targets Y, n×K
 */
export function kernelRidge(gram: Float64Array, n: number, targets: Float64Array): KernelRidge {
  const { values, vectors } = symmetricEigen(gram, n);
  const outputs = targets.length / n;
  const spectrum = values.map((value) => Math.max(value, 0));
  const projected = new Float64Array(n * outputs);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      for (let o = 0; o < outputs; o++) projected[k * outputs + o] += vectors[k * n + j] * targets[j * outputs + o];
    }
  }
  const dualCoefficients = (lambda: number) => {
    const alpha = new Float64Array(n * outputs);
    for (let k = 0; k < n; k++) {
      for (let o = 0; o < outputs; o++) {
        const factor = projected[k * outputs + o] / (spectrum[k] + lambda);
        for (let j = 0; j < n; j++) alpha[j * outputs + o] += factor * vectors[k * n + j];
      }
    }
    return alpha;
  };
  return {
    sampleCount: n,
    dualCoefficients,
    leaveOneOutResiduals(lambda) {
      const inverseDiagonal = new Float64Array(n);
      for (let k = 0; k < n; k++) {
        const factor = 1 / (spectrum[k] + lambda);
        for (let j = 0; j < n; j++) inverseDiagonal[j] += factor * vectors[k * n + j] * vectors[k * n + j];
      }
      return dualCoefficients(lambda).map((value, at) => value / inverseDiagonal[Math.floor(at / outputs)]);
    },
  };
}
