import type { Arrangement } from "../arrangements/arrangement.js";
import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import { requireWeights } from "../kernels/weights.js";
import type { MatrixLike, TargetsLike } from "../linear-algebra/matrix.js";
import type { SmoothLoss, SquaredLoss } from "../losses/loss.js";
import { powerPenalty } from "../penalties/group-penalty.js";
import { gatedReluProgram } from "./gated-relu.js";
import type { GatedReluProgram } from "./masked-program.js";
import type { PenalisedProgram } from "./penalised.js";

/**
 * L(Σ_i D_iX w_i) + λ Σ_i η_i^(1−q) ‖w_i‖^q
 *
 * q = 2 is the weighted ridge (16). With the weights of Theorem 5.1 it is kernel ridge regression with the NTK
 * (Corollary 5.2). As q falls to 1 the weights lose their effect, and the program becomes the group lasso (8).
 */
export interface PowerProgram<L extends SmoothLoss = SmoothLoss> extends PenalisedProgram<L> {
  readonly form: "power";
  readonly kind: "weighted-ridge" | "power-family";
  readonly lambda: number;
  /** q in (1, 2]. */
  readonly exponent: number;
  /** η, length p. */
  readonly weights: Float64Array;
}

/** What `weightedRidgeProgram` takes. */
export interface WeightedRidgeOptions<L extends SmoothLoss = SmoothLoss> {
  /** n×d */
  readonly inputs: MatrixLike;
  /** n numbers, or n×K */
  readonly targets: TargetsLike;
  readonly arrangement: Arrangement;
  /** η, p numbers ≥ 0; a zero forbids its block. */
  readonly weights: ArrayLike<number>;
  readonly lambda: number;
  /** Default squared(). */
  readonly loss?: L;
}

/** What `powerFamilyProgram` takes. */
export interface PowerFamilyOptions<L extends SmoothLoss = SmoothLoss> extends WeightedRidgeOptions<L> {
  /** 1 < q ≤ 2. */
  readonly q: number;
}

const known: OptionNames<WeightedRidgeOptions> = {
  inputs: true,
  targets: true,
  arrangement: true,
  weights: true,
  lambda: "number",
  loss: true,
};

/**
 * Equation (16): min ‖Σ_i D_iX w_i − y‖² + λ Σ_i ‖w_i‖²/η_i.
 * @returns the program
 * @throws InputError for shapes that do not fit, negative weights, or a penalty that is not positive
 */
export function weightedRidgeProgram<L extends SmoothLoss = SquaredLoss>(
  options: WeightedRidgeOptions<L>,
): PowerProgram<L> {
  rejectUnknownOptions<WeightedRidgeOptions<SmoothLoss>>(options, known, "weightedRidgeProgram");
  return { ...powerProgram({ ...options, q: 2 }), kind: "weighted-ridge" };
}

/**
 * The family between (16) at q = 2 and (8) at q = 1.
 * @returns the program
 * @throws InputError for q outside of (1, 2] or negative weights
 */
export function powerFamilyProgram<L extends SmoothLoss = SquaredLoss>(
  options: PowerFamilyOptions<L>,
): PowerProgram<L> {
  rejectUnknownOptions<PowerFamilyOptions<SmoothLoss>>(options, { ...known, q: "number" }, "powerFamilyProgram");
  return powerProgram(options);
}

function powerProgram<L extends SmoothLoss>({ q, weights, ...rest }: PowerFamilyOptions<L>): PowerProgram<L> {
  return powerFamilyOf(gatedReluProgram<L>(rest), q, weights);
}

/** The family's member with the data, masks and λ of a gated program. */
export function powerFamilyOf<L extends SmoothLoss>(
  program: GatedReluProgram<L>,
  q: number,
  weights: ArrayLike<number>,
): PowerProgram<L> {
  const { operator, loss, data, lambda, coverage } = program;
  requireWeights(weights, operator.blockCount);
  const eta = Float64Array.from(weights);
  if (!eta.some((weight) => weight > 0)) {
    throw new InputError({
      code: "out-of-range",
      argument: "weights",
      got: "zeros only",
      expected: "at least one that is positive",
    });
  }
  const penalty = powerPenalty(lambda, q, eta);
  const stated = { operator, loss, data, lambda, coverage };
  return { form: "power", kind: "power-family", ...stated, penalty, exponent: q, weights: eta };
}
