import { neuralTangentKernel } from "../kernels/neural-tangent-kernel.js";
import { type MatrixLike, type TargetsLike, toMatrix } from "../linear-algebra/matrix.js";
import { dot } from "../linear-algebra/vectors.js";
import { pseudoSolve, singleTargets } from "./linearisation.js";

/**
 * The limit m → ∞ of the least-norm fit (12.8): φφᵀ → H of (10), so that with y' = y − f_θ⁰(X)
 *
 *     g(x) − f_θ⁰(x) → H(x, X) H⁺y',     ‖Δθ̂‖² → y'ᵀH⁺y'
 *
 * f_θ⁰ itself does not tend to 0; it tends to a Gaussian process. Hand in y' for a network that is drawn, and y for one
 * whose start is 0.
 */
export interface InfiniteWidthFit {
  /** α = H⁺y', length n. */
  readonly dualCoefficients: Float64Array;
  /** √(y'ᵀH⁺y') */
  readonly displacementNorm: number;
  /** H(x, X)α at other rows. */
  predict(inputs: MatrixLike): Float64Array;
}

/**
 * The minimum-norm fit of the linearised network in the limit of infinite width: interpolation with the NTK (10).
 * @param inputs n×d
 * @param targets y', n numbers
 * @returns the fit, its norm and its predictions
 * @throws InputError for shapes that do not fit
 */
export function infiniteWidthFit(inputs: MatrixLike, targets: TargetsLike): InfiniteWidthFit {
  const x = toMatrix(inputs, "inputs");
  const y = singleTargets(targets, x.rows);
  const dualCoefficients = pseudoSolve(neuralTangentKernel(x), y);
  return {
    dualCoefficients,
    displacementNorm: Math.sqrt(Math.max(dot(dualCoefficients, y), 0)),
    predict(rows) {
      const { rows: count, values } = neuralTangentKernel(rows, x);
      return Float64Array.from({ length: count }, (_, i) =>
        dot(values.subarray(i * x.rows, (i + 1) * x.rows), dualCoefficients),
      );
    },
  };
}
