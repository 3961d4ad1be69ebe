import { type GroupProgram, groupNorm, type SparseBlocks } from "./group-program.js";
import { blockNorms } from "./penalised.js";

/**
 * η_i = ‖w_i‖/Σ_j‖w_j‖, length p: the learned kernel K(η) of a point of (14) or of the group lasso. Uniform for the zero point.
 * @returns η, length p; it sums to 1
 */
export function kernelWeightsOf({ operator }: Pick<GroupProgram, "operator">, point: SparseBlocks): Float64Array {
  const total = groupNorm(point);
  const norms = blockNorms(point, operator.blockCount);
  return norms.map((norm) => (total > 0 ? norm / total : 1 / operator.blockCount));
}

/**
 * λ̂ = λ/(2Σ‖w_i*‖): the penalty at which (12) has the solution w* of the group lasso at λ (Lemma 3.1, corrected).
 * @returns λ̂
 */
export function kernelPenaltyOf(lambda: number, solution: SparseBlocks): number {
  return lambda / (2 * groupNorm(solution));
}

/**
 * The map as the paper prints it, λ/Σ‖w_i*‖, for reproduction only: it is twice the right one.
 * @returns λ̂ as printed
 */
export function kernelPenaltyAsPrinted(lambda: number, solution: SparseBlocks): number {
  return lambda / groupNorm(solution);
}

/**
 * λ = 2λ̂Σ‖w_i*‖, the inverse map.
 * @returns λ
 */
export function groupPenaltyOf(kernelPenalty: number, solution: SparseBlocks): number {
  return 2 * kernelPenalty * groupNorm(solution);
}
