import { completed } from "../linear-algebra/completed.js";
import { choleskyInSteps, inverseDiagonalInSteps } from "../linear-algebra/stepped-cholesky.js";
import { type SymmetricEigen, symmetricEigenInSteps } from "../linear-algebra/symmetric-eigen.js";
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

/** The same in steps of a few hundredths of a second, so that large matrices hold nobody up. */
export interface SteppedRidge {
  dualCoefficients(lambda: number): Generator<undefined, Float64Array>;
  leaveOneOutResiduals(lambda: number, occurrences?: Float64Array): Generator<undefined, Float64Array>;
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
  const stepped = steppedRidge(gram, n, targets);
  return {
    sampleCount: n,
    dualCoefficients: (lambda) => completed(stepped.dualCoefficients(lambda)),
    leaveOneOutResiduals: (lambda, occurrences) => completed(stepped.leaveOneOutResiduals(lambda, occurrences)),
  };
}

/** The same as `kernelRidge`, for whoever gives others their turn on the way. */
export function steppedRidge(gram: Float64Array, n: number, targets: Float64Array): SteppedRidge {
  return new RidgeForEveryPenalty(gram, n, targets);
}

/** By Cholesky, or by the spectrum where that is cheaper, or Cholesky not safe. */
class RidgeForEveryPenalty implements SteppedRidge {
  private readonly largest: number;
  private spectral: SteppedRidge | undefined;
  private factored: { readonly lambda: number; readonly ridge: SteppedRidge } | undefined;

  constructor(
    private readonly gram: Float64Array,
    private readonly n: number,
    private readonly targets: Float64Array,
  ) {
    let largest = 0;
    for (let j = 0; j < n; j++) largest = Math.max(largest, gram[j * n + j]);
    this.largest = largest;
  }

  *dualCoefficients(lambda: number): Generator<undefined, Float64Array> {
    return yield* (yield* this.at(lambda)).dualCoefficients(lambda);
  }

  *leaveOneOutResiduals(lambda: number, occurrences?: Float64Array): Generator<undefined, Float64Array> {
    return yield* (yield* this.at(lambda)).leaveOneOutResiduals(lambda, occurrences);
  }

  private *at(lambda: number): Generator<undefined, SteppedRidge> {
    const { gram, n, targets } = this;
    if (this.factored?.lambda === lambda) return this.factored.ridge;
    const isSafe = n > SPECTRAL_ROWS && lambda >= SAFE_LAMBDA * this.largest;
    const factor = isSafe ? yield* shiftedFactor(gram, n, lambda) : undefined;
    if (!factor) {
      this.spectral ??= new SpectralRidge(yield* symmetricEigenInSteps(gram, n), n, targets);
      return this.spectral;
    }
    this.factored = { lambda, ridge: new FactoredRidge(factor, n, targets) };
    return this.factored.ridge;
  }
}

/** L with LLᵀ = K + λI, or undefined when that is not positive definite to rounding. */
export function* shiftedFactor(
  gram: Float64Array,
  n: number,
  lambda: number,
): Generator<undefined, Float64Array | undefined> {
  const factor = gram.slice(0, n * n);
  for (let j = 0; j < n; j++) factor[j * n + j] += lambda;
  return (yield* choleskyInSteps(factor, n)) ? factor : undefined;
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

/** α from L with LLᵀ = K + λI. */
class FactoredRidge implements SteppedRidge {
  constructor(
    private readonly factor: Float64Array,
    private readonly n: number,
    private readonly targets: Float64Array,
  ) {}

  // biome-ignore lint/correctness/useYield: n² operations for each output
  *dualCoefficients(): Generator<undefined, Float64Array> {
    return this.solved();
  }

  *leaveOneOutResiduals(lambda: number, occurrences?: Float64Array): Generator<undefined, Float64Array> {
    const { factor, n, targets } = this;
    const inverseDiagonal = new Float64Array(n);
    yield* inverseDiagonalInSteps(factor, n, inverseDiagonal);
    return leftOut(this.solved(), inverseDiagonal, { outputs: targets.length / n, lambda, occurrences });
  }

  private solved(): Float64Array {
    const { factor, n, targets } = this;
    const alpha = targets.slice();
    currentDense().solveLower(factor, n, alpha, targets.length / n);
    currentDense().solveLowerTransposed(factor, n, alpha, targets.length / n);
    return alpha;
  }
}

/** α from K = VᵀΛV. */
class SpectralRidge implements SteppedRidge {
  private readonly outputs: number;
  private readonly spectrum: Float64Array;
  private readonly vectors: Float64Array;
  /** VY. */
  private readonly projected: Float64Array;

  constructor(
    { values, vectors }: SymmetricEigen,
    private readonly n: number,
    targets: Float64Array,
  ) {
    const outputs = targets.length / n;
    this.outputs = outputs;
    this.vectors = vectors;
    this.spectrum = values.map((value) => Math.max(value, 0));
    this.projected = new Float64Array(n * outputs);
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) {
        for (let o = 0; o < outputs; o++)
          this.projected[k * outputs + o] += vectors[k * n + j] * targets[j * outputs + o];
      }
    }
  }

  // biome-ignore lint/correctness/useYield: n² operations for each output
  *dualCoefficients(lambda: number): Generator<undefined, Float64Array> {
    return this.solved(lambda);
  }

  // biome-ignore lint/correctness/useYield: n² operations for each output
  *leaveOneOutResiduals(lambda: number, occurrences?: Float64Array): Generator<undefined, Float64Array> {
    const { n, outputs, spectrum, vectors } = this;
    const inverseDiagonal = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      const factor = 1 / (spectrum[k] + lambda);
      for (let j = 0; j < n; j++) inverseDiagonal[j] += factor * vectors[k * n + j] * vectors[k * n + j];
    }
    return leftOut(this.solved(lambda), inverseDiagonal, { outputs, lambda, occurrences });
  }

  private solved(lambda: number): Float64Array {
    const { n, outputs, spectrum, vectors, projected } = this;
    const alpha = new Float64Array(n * outputs);
    for (let k = 0; k < n; k++) {
      for (let o = 0; o < outputs; o++) {
        const factor = projected[k * outputs + o] / (spectrum[k] + lambda);
        for (let j = 0; j < n; j++) alpha[j * outputs + o] += factor * vectors[k * n + j];
      }
    }
    return alpha;
  }
}
