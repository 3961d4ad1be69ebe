import { steppedRidge } from "../kernels/leave-one-out-ridge.js";
import { neuralTangentKernel } from "../kernels/neural-tangent-kernel.js";
import { completed } from "../linear-algebra/completed.js";
import { type MatrixLike, selectRows, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import { symmetricEigenInSteps } from "../linear-algebra/symmetric-eigen.js";
import { norm } from "../linear-algebra/vectors.js";
import { randomGenerator } from "../random/generator.js";

/** The eigenvalues of a larger kernel matrix would take longer than the training. */
const mostRows = 800;

/**
 * σ of y = f(x) + ε where nobody knows it: the residuals r = (I − S)y of kernel ridge regression with the neural tangent kernel (10), its
 * penalty chosen by the leave-one-out error, divided by what pure noise would leave of itself:
 *
 *     σ̂² = ‖(I − S)y‖² / tr((I − S)²),     E σ̂² = σ² + ‖(I − S)f‖²/tr((I − S)²) ≥ σ²     for a penalty that is fixed
 *
 * The part of f that the kernel cannot follow counts as noise. So σ̂ errs on the large side where rows are few, columns
 * many and the noise small; this is the safe side for Theorem 6.1 (docs/theory.md has the figures). Where there are
 * more than 800 rows, 800 are drawn.
 * @param inputs n×d; a bias is a constant column
 * @param targets n numbers, or n×K
 * @returns σ̂ of each output, in the units of the targets
 * @throws InputError for shapes that do not fit
 */
export function estimateNoise(inputs: MatrixLike, targets: TargetsLike): number[] {
  return completed(estimateNoiseInSteps(inputs, targets));
}

/** The same, which yields every few hundredths of a second. */
export function* estimateNoiseInSteps(inputs: MatrixLike, targets: TargetsLike): Generator<undefined, number[]> {
  const table = toMatrix(inputs, "inputs");
  const given = toTargets(targets, table.rows);
  const chosen = randomGenerator(1).permutation(table.rows).subarray(0, mostRows).sort();
  const [x, y] = [selectRows(table, chosen), selectRows(given, chosen)];
  const kernel = neuralTangentKernel(x).values;
  const size = kernel.reduce((sum, value, k) => (k % (x.rows + 1) === 0 ? sum + value : sum), 0) / x.rows || 1;
  const noise: number[] = [];
  for (let output = 0; output < y.columns; output++) {
    const column = Float64Array.from({ length: x.rows }, (_, j) => y.values[j * y.columns + output]);
    noise.push(yield* noiseOf(kernel, column, size));
  }
  return noise;
}

/** Factors on the mean of diag K; half decades, written out so that every engine has the same bits. */
const penalties = [
  1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 1e4, 1e5, 1e6,
];

function* noiseOf(kernel: Float64Array, targets: Float64Array, size: number): Generator<undefined, number> {
  const n = targets.length;
  const ridge = steppedRidge(kernel, n, targets);
  let best = { error: Number.POSITIVE_INFINITY, lambda: size };
  for (const penalty of penalties) {
    const error = norm(yield* ridge.leaveOneOutResiduals(penalty * size));
    if (error < best.error) best = { error, lambda: penalty * size };
  }
  // I − S = λ(K + λI)⁻¹, and λ cancels.
  let trace = 0;
  const { values } = yield* symmetricEigenInSteps(kernel, n);
  for (const value of values) trace += 1 / (Math.max(value, 0) + best.lambda) ** 2;
  return norm(yield* ridge.dualCoefficients(best.lambda)) / Math.sqrt(trace);
}
