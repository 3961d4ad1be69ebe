import { type Activation, relu } from "../activations/activation.js";
import type { Arrangement } from "../arrangements/arrangement.js";
import { type OptionNames, rejectUnknownOptions } from "../errors.js";
import { type MatrixLike, type TargetsLike, toMatrix } from "../linear-algebra/matrix.js";
import type { Loss, SquaredLoss } from "../losses/loss.js";
import { lossOrSquared } from "../losses/squared.js";
import { activationOperator } from "./activation-operator.js";
import { type GatedReluProgram, maskedProgram } from "./masked-program.js";

/** What `gatedReluProgram` takes. */
export interface GatedReluOptions<L extends Loss = Loss> {
  /** n×d */
  readonly inputs: MatrixLike;
  /** n numbers, or n×K */
  readonly targets: TargetsLike;
  readonly arrangement: Arrangement;
  /** Default squared(). */
  readonly loss?: L;
  /** Default relu(). */
  readonly activation?: Activation;
  /** The group penalty; or give `lambdaFraction`, its fraction of λ_max. */
  readonly lambda?: number;
  readonly lambdaFraction?: number;
  /** One positive weight a sample. */
  readonly sampleWeights?: Float64Array;
}

const known: OptionNames<GatedReluOptions> = {
  inputs: true,
  targets: true,
  arrangement: true,
  loss: true,
  activation: true,
  lambda: "number",
  lambdaFraction: "number",
  sampleWeights: true,
};

/**
 * States program (8): Σ_j loss_j(Σ_i D_iX w_i) + λ Σ_i ‖w_i‖ for inputs X (n×d), targets (n or n×K) and the p masks of an arrangement; λ in
 * the units of the loss, or as a fraction of λ_max. Nothing is standardised and no bias is added here (`train` does both).
 * @returns the program
 * @throws InputError for shapes that do not fit, targets that the loss does not take, or a penalty that is not positive
 */
export function gatedReluProgram<L extends Loss = SquaredLoss>(options: GatedReluOptions<L>): GatedReluProgram<L> {
  rejectUnknownOptions<GatedReluOptions<Loss>>(options, known, "gatedReluProgram");
  const inputs = toMatrix(options.inputs, "inputs");
  const { activation = relu() } = options;
  const loss = lossOrSquared(options.loss);
  return maskedProgram({ ...options, inputs, loss }, activation, activationOperator);
}
