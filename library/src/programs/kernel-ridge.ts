import { kernelFeatures } from "../kernels/kernel-features.js";
import { denseBlocks } from "../linear-algebra/dense-blocks.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { SquaredLoss } from "../losses/loss.js";
import { squared } from "../losses/squared.js";
import { powerPenalty } from "../penalties/group-penalty.js";
import type { SparseBlocks } from "./group-program.js";
import type { PenalisedProgram } from "./penalised.js";

/**
 * Kernel ridge regression as a program with one block, Φ with ΦΦᵀ = K: min ‖Φw − Y‖² + λ‖w‖², w = Φᵀα. Its certificate is that of every
 * penalised program, and speaks of the ridge problem: there are no gates.
 */
export interface KernelRidgeProgram extends PenalisedProgram<SquaredLoss> {
  readonly form: "power";
  readonly kind: "kernel-ridge";
  readonly lambda: number;
}

/**
 * Kernel ridge regression stated as a program with one block, min ‖Φw − Y‖² + λ‖w‖² with K = ΦΦᵀ, so that certificates
 * can judge it.
 * @param kernel K on the training rows, n×n
 * @param targets n×K
 * @returns the program
 * @throws InputError for a kernel matrix that is not square
 */
export function kernelRidgeProgram(kernel: Matrix, targets: Matrix, lambda: number): KernelRidgeProgram {
  const features = kernelFeatures(kernel);
  return {
    form: "power",
    kind: "kernel-ridge",
    operator: denseBlocks([features]),
    loss: squared(),
    data: { sampleCount: targets.rows, outputs: targets.columns, targets: targets.values },
    penalty: powerPenalty(lambda, 2, Float64Array.of(1)),
    coverage: "sampled",
    lambda,
  };
}

/** w = Φᵀα */
export function kernelRidgePoint({ operator, data }: KernelRidgeProgram, dual: Matrix): SparseBlocks {
  const which = Int32Array.of(0);
  const blocks = new Float64Array(operator.blockSize * data.outputs);
  operator.transpose(dual.values, data.outputs, which, blocks);
  return { which, blocks };
}
