import type { Matrix } from "../linear-algebra/matrix.js";
import type { LossData } from "../losses/loss.js";

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
