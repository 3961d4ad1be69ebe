/**
 * What a loss must offer so that programs, solvers and certificates can use it (maths section 1, table of conjugates).
 *
 * L(u) sums over the samples (no ½, no 1/n). z = −∇L(u). The dual objective of a group program is D(z) = −L*(−z).
 */
export interface Loss {
  readonly name: string;
  /** True when the gradient exists everywhere and is Lipschitz. */
  readonly smooth: boolean;
  /** L(u). */
  value(predictions: Float64Array, data: LossData): number;
  /** out = z = −∇L(u), n×K (for a non-smooth loss: the negative of one subgradient). */
  negativeGradient(predictions: Float64Array, data: LossData, out: Float64Array): void;
  /** D(z) = −L*(−z); −Infinity outside of the conjugate's domain. */
  dualValue(z: Float64Array, data: LossData): number;
  /** The s in [0, limit] with the largest D(s·z). */
  bestDualScale(z: Float64Array, data: LossData, limit: number): number;
  /** An upper bound of the eigenvalues of ∇²L (Infinity for a non-smooth loss). */
  lipschitz(data: LossData): number;
}

/** A loss with a second derivative that is diagonal over samples (one output). */
export interface CurvedLoss extends Loss {
  /** out = diag ∇²L(u), n. */
  curvature(predictions: Float64Array, data: LossData, out: Float64Array): void;
}

/** What a loss is measured against. */
export interface LossData {
  readonly sampleCount: number;
  readonly outputs: number;
  /** n×K row-major. */
  readonly targets: Float64Array;
  /** One weight a sample; all 1 when absent. */
  readonly weights?: Float64Array;
}
