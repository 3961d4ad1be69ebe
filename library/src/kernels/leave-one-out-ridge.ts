import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { currentDense } from "../numerics/index.js";

/**
 * min over f in the kernel's space of Σ_j ‖f(x_j) − y_j‖² + λ‖f‖²:   α = (K + λI)⁻¹Y,   f(x) = k(x, X)α
 *
 * The leave-one-out residuals y_j − f₋ⱼ(x_j) = α_j / ((K + λI)⁻¹)_jj are exact and need no second fit. Where n is
 * small, one decomposition K = VᵀΛV serves every λ. For larger n one Cholesky K + λI = LLᵀ for each λ is far cheaper,
 * as long as λ is not so small that K alone is singular to rounding.
 * Does not do: an intercept (add a constant column to the inputs).
 */
export interface KernelRidge {
  readonly sampleCount: number;
  /** α, n×K. */
  dualCoefficients(lambda: number): Float64Array;
  /**
   * y_j − f₋ⱼ(x_j), n×K: what each sample's residual is when it is left out of the fit; when a share s of it is, one of its 1/s occurrences,
   * λα_j/(1 − s(1 − λ((K + λI)⁻¹)_jj)). @param occurrences 1/s, one a row; 1 when absent
   */
  leaveOneOutResiduals(lambda: number, occurrences?: Float64Array): Float64Array;
}

/** Rows up to which the spectral decomposition, paid once, is the cheaper way. */
const SPECTRAL_ROWS = 200;
/** λ over the largest diagonal entry of K below which Cholesky is not trusted. */
const SAFE_LAMBDA = 1e-9;

/**
 * Ridge regression on one kernel matrix, for every λ: α = (K + λI)⁻¹Y and the exact leave-one-out residuals. Up to 200
 * rows by eigenvalues, beyond by one Cholesky for each λ.
 * @param gram K, n×n, symmetric and positive semidefinite (eigenvalues below zero are rounding, and count as zero)
 * @param targets Y, n×K
 * @returns functions of λ that give α and the residuals, n×K each
 */
export function kernelRidge(gram: Float64Array, n: number, targets: Float64Array): KernelRidge {
  if (n <= SPECTRAL_ROWS) return spectralRidge(gram, n, targets);
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, gram[j * n + j]);
  let spectral: KernelRidge | undefined;
  let factored: { lambda: number; factor: Float64Array } | undefined;
  /** The ridge of one λ: by Cholesky, or by the spectrum where that is not safe. */
  const at = (lambda: number): KernelRidge => {
    if (factored?.lambda !== lambda) {
      const factor = lambda >= SAFE_LAMBDA * largest ? shiftedFactor(gram, n, lambda) : undefined;
      factored = factor && { lambda, factor };
    }
    if (factored) return factoredRidge(factored.factor, n, targets);
    spectral ??= spectralRidge(gram, n, targets);
    return spectral;
  };
  return {
    sampleCount: n,
    dualCoefficients: (lambda) => at(lambda).dualCoefficients(lambda),
    leaveOneOutResiduals: (lambda, occurrences) => at(lambda).leaveOneOutResiduals(lambda, occurrences),
  };
}

/** L with LLᵀ = K + λI, or undefined when that is not positive definite to rounding. */
export function shiftedFactor(gram: Float64Array, n: number, lambda: number): Float64Array | undefined {
  const factor = gram.slice(0, n * n);
  for (let j = 0; j < n; j++) factor[j * n + j] += lambda;
  return currentDense().cholesky(factor, n) ? factor : undefined;
}

function leftOut(
  alpha: Float64Array,
  inverseDiagonal: Float64Array,
  { outputs, lambda, occurrences }: { outputs: number; lambda: number; occurrences: Float64Array | undefined },
): Float64Array {
  return alpha.map((value, k) => {
    const row = Math.floor(k / outputs);
    if (!occurrences) return value / inverseDiagonal[row];
    return (lambda * value) / (1 - (1 - lambda * inverseDiagonal[row]) / occurrences[row]);
  });
}

function factoredRidge(factor: Float64Array, n: number, targets: Float64Array): KernelRidge {
  const outputs = targets.length / n;
  const dualCoefficients = () => {
    const alpha = targets.slice();
    currentDense().solveLower(factor, n, alpha, outputs);
    currentDense().solveLowerTransposed(factor, n, alpha, outputs);
    return alpha;
  };
  return {
    sampleCount: n,
    dualCoefficients,
    leaveOneOutResiduals(lambda, occurrences) {
      const inverseDiagonal = new Float64Array(n);
      currentDense().inverseDiagonal(factor, n, inverseDiagonal);
      return leftOut(dualCoefficients(), inverseDiagonal, { outputs, lambda, occurrences });
    },
  };
}

function spectralRidge(gram: Float64Array, n: number, targets: Float64Array): KernelRidge {
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
    leaveOneOutResiduals(lambda, occurrences) {
      const inverseDiagonal = new Float64Array(n);
      for (let k = 0; k < n; k++) {
        const factor = 1 / (spectrum[k] + lambda);
        for (let j = 0; j < n; j++) inverseDiagonal[j] += factor * vectors[k * n + j] * vectors[k * n + j];
      }
      return leftOut(dualCoefficients(lambda), inverseDiagonal, { outputs, lambda, occurrences });
    },
  };
}
