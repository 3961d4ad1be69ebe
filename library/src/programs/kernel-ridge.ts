import { InputError } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { toMatrix } from "../linear-algebra/matrix.js";
import type { LossData, SquaredLoss } from "../losses/loss.js";
import { squared } from "../losses/squared.js";
import type { SparseBlocks } from "./group-program.js";

/**
 * Kernel ridge regression: min over α of ‖Kα − Y‖² + λ tr(αᵀKα). Its certificate speaks of the ridge problem: there are no gates. A point is one
 * block, α itself (n×K).
 */
export interface KernelRidgeProgram {
  readonly form: "ridge";
  readonly kind: "kernel-ridge";
  /** K on the training rows as computed, n×n. */
  readonly gram: Matrix;
  /** Never below the distance of an entry of `gram` from that of a positive semidefinite matrix, the kernel's own. */
  readonly gramError: (i: number, j: number) => number;
  readonly loss: SquaredLoss;
  readonly data: LossData;
  readonly lambda: number;
  readonly coverage: "sampled";
}

/**
 * Kernel ridge regression stated as a program, min ‖Kα − Y‖² + λ tr(αᵀKα), so that certificates can judge it.
 * @param kernel K on the training rows, n×n
 * @param targets n×K
 * @param gramError by how much an entry may be off (`kernelErrors`); 0 unless told: K is positive semidefinite as it is
 * @returns the program
 * @throws InputError for a kernel matrix that is not square
 */
export function kernelRidgeProgram(
  kernel: Matrix,
  targets: Matrix,
  lambda: number,
  gramError: (i: number, j: number) => number = () => 0,
): KernelRidgeProgram {
  const gram = toMatrix(kernel, "kernel");
  if (gram.rows !== gram.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "kernel",
      got: `${gram.rows} × ${gram.columns}`,
      expected: "a square kernel matrix",
    });
  }
  const data = { sampleCount: targets.rows, outputs: targets.columns, targets: targets.values };
  return { form: "ridge", kind: "kernel-ridge", gram, gramError, loss: squared(), data, lambda, coverage: "sampled" };
}

/** α as a point. */
export function kernelRidgePoint(dual: Matrix): SparseBlocks {
  return { which: Int32Array.of(0), blocks: dual.values };
}

/**
 * Kernel ridge regression over the functions that m centres span: min over α of ‖K_nm α − Y‖² + λ tr(αᵀ(K_mm + μI)α), α m×K. Both matrices are
 * the doubles that the kernel gives, so the optimum is over f = Σ_i α_i k(·, c_i) as it is computed. Its certificate says nothing of functions
 * that need other centres.
 */
export interface NystromRidgeProgram {
  readonly kind: "nystrom-ridge";
  /** K_mm, m×m and symmetric. */
  readonly centreGram: Matrix;
  /** Never below the Frobenius distance of `centreGram` from a positive semidefinite matrix, the kernel's own. */
  readonly gramError: number;
  /** μ > 0. */
  readonly jitter: number;
  /** K_nm in blocks of neighbouring rows, r×m each, the same ones every time. */
  readonly blocks: () => KernelBlocks;
  readonly data: LossData;
  readonly lambda: number;
}

/** The blocks of a matrix, and more than a product with its transpose rounds on the way into a sum: the most rows of a block, one a block, and 3. */
export interface KernelBlocks {
  readonly roundings: number;
  readonly list: Iterable<Matrix>;
}
