import type { Arrangement, Coverage } from "../arrangements/arrangement.js";
import { InputError, rejectUnknownOptions, requirePositive } from "../errors.js";
import { kernelFeatures } from "../kernels/kernel-features.js";
import { requireSimplex } from "../kernels/weights.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { denseBlocks } from "../linear-algebra/dense-blocks.js";
import { type Matrix, type MatrixLike, type TargetsLike, toTargets } from "../linear-algebra/matrix.js";
import { solveShifted } from "../linear-algebra/shifted-solve.js";
import { dot } from "../linear-algebra/vectors.js";
import type { SquaredLoss } from "../losses/loss.js";
import { squared } from "../losses/squared.js";
import { squaredGroupNorm } from "../penalties/group-penalty.js";
import { gatedReluProgram } from "./gated-relu.js";
import type { GroupProgram } from "./group-program.js";
import type { GatedReluProgram } from "./masked-program.js";
import type { PenalisedProgram } from "./penalised.js";

/**
 * Multiple kernel learning, in its three equal forms:
 *
 *     (12)  min over η ∈ Δ_p, v of ‖Σ_i √η_i Φ_iv_i − y‖² + λ̂ Σ_i ‖v_i‖²
 *     (13)  min over η ∈ Δ_p of λ̂ yᵀ(K(η) + λ̂I)⁻¹y
 *     (14)  min over w of ‖Σ_i Φ_iw_i − y‖² + λ̂ (Σ_i ‖w_i‖)²,   η_i = ‖w_i‖/Σ_j‖w_j‖
 *
 * A point is the blocks w of (14); the dual is max over z of Σ yz − z²/4 − max_i ‖Φ_iᵀz‖²/(4λ̂). Its optimum is that of
 * the group lasso at λ = 2λ̂ Σ‖w_i*‖ (Lemma 3.1; the paper prints this without the 2, see the errata).
 */
export interface MultipleKernelProgram extends PenalisedProgram<SquaredLoss> {
  readonly form: "squared-group-norm";
  readonly kind: "multiple-kernel";
  /** λ̂ */
  readonly lambda: number;
}

/** What `multipleKernelProgram` takes. */
export interface MultipleKernelOptions {
  /** n numbers, or n×K */
  readonly targets: TargetsLike;
  /** λ̂ */
  readonly lambda: number;
  /** n×d, with `arrangement`: the masking kernels K_i = D_iXXᵀD_i. */
  readonly inputs?: MatrixLike;
  readonly arrangement?: Arrangement;
  /** Instead of `inputs` and `arrangement`: any kernel matrices on the training rows, n×n each. */
  readonly kernels?: readonly Matrix[];
}

/**
 * States (12).
 * @returns the program
 * @throws InputError for shapes that do not fit or a penalty that is not positive
 */
export function multipleKernelProgram(options: MultipleKernelOptions): MultipleKernelProgram {
  rejectUnknownOptions(
    options,
    { targets: true, lambda: "number", inputs: true, arrangement: true, kernels: true },
    "multipleKernelProgram",
  );
  const { lambda } = options;
  requirePositive("lambda", lambda, "penalty");
  const { operator, coverage } = kernelOperator(options);
  const targets = toTargets(options.targets, operator.sampleCount);
  const data = { sampleCount: operator.sampleCount, outputs: targets.columns, targets: targets.values };
  const penalty = squaredGroupNorm(lambda);
  return {
    form: "squared-group-norm",
    kind: "multiple-kernel",
    operator,
    loss: squared(),
    data,
    penalty,
    coverage,
    lambda,
  };
}

function kernelOperator(options: MultipleKernelOptions): { operator: BlockOperator; coverage: Coverage } {
  const { inputs, arrangement, kernels, targets, lambda } = options;
  if (kernels && !inputs && !arrangement)
    return { operator: denseBlocks(kernels.map(kernelFeatures)), coverage: "sampled" };
  if (!inputs || !arrangement || kernels) {
    throw new InputError({
      code: "missing-option",
      argument: "kernels",
      got: "neither them nor inputs and arrangement",
      expected: "one of the two",
    });
  }
  return gatedReluProgram({ inputs, targets, arrangement, lambda });
}

/**
 * The objective (13) at given weights, λ̂ Σ_k y_kᵀ(K(η) + λ̂I)⁻¹y_k: what kernel ridge regression with K(η) reaches in (12).
 * @returns the objective, in the units of the squared targets
 * @throws InputError unless the weights lie in the unit simplex
 */
export function multipleKernelObjective(program: MultipleKernelProgram, weights: ArrayLike<number>): number {
  const { operator, data, lambda } = program;
  requireSimplex(weights, operator.blockCount);
  return lambda * dot(kernelDualCoefficients(program, kernelAt(program, Float64Array.from(weights))), data.targets);
}

/** α = (K(η) + λ̂I)⁻¹Y, n×K; the kernel K(η) (n×n) is overwritten. */
export function kernelDualCoefficients({ data, lambda }: MultipleKernelProgram, kernel: Float64Array): Float64Array {
  return solveShifted(kernel, lambda, data.targets, data.outputs);
}

/** K(η) for any weights η ≥ 0, n×n. */
export function kernelAt({ operator, data }: MultipleKernelProgram, weights: Float64Array): Float64Array {
  const which = positiveIndices(weights);
  const kernel = new Float64Array(data.sampleCount ** 2);
  operator.weightedGram(
    which.length < weights.length ? Float64Array.from(which, (i) => weights[i]) : weights,
    which,
    kernel,
  );
  return kernel;
}

export function positiveIndices(weights: Float64Array): Int32Array {
  return Int32Array.from(weights.keys()).filter((i) => weights[i] > 0);
}

/** Multiple kernel learning with the data and masks of a gated program, its λ taken as λ̂. */
export function multipleKernelOf(program: GatedReluProgram<SquaredLoss>): MultipleKernelProgram {
  const { operator, loss, data, lambda, coverage } = program;
  const penalty = squaredGroupNorm(lambda);
  return { form: "squared-group-norm", kind: "multiple-kernel", operator, loss, data, penalty, coverage, lambda };
}

/**
 * The group lasso with the same data, at a given λ.
 * @returns program (8) over the same blocks
 */
export function groupLassoOf(program: MultipleKernelProgram, lambda: number): GroupProgram<SquaredLoss> {
  const { operator, loss, data, coverage } = program;
  return { form: "group", kind: "group-lasso", operator, loss, data, lambda, coverage };
}
