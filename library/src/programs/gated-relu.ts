import { type Activation, type ActivationName, relu } from "../activations/activation.js";
import type { Arrangement } from "../arrangements/arrangement.js";
import { isComposed } from "../arrangements/composed.js";
import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import { type Matrix, type MatrixLike, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import type { Loss, LossData, SquaredLoss } from "../losses/loss.js";
import { lossOrSquared } from "../losses/squared.js";
import { requireTargets } from "../losses/targets.js";
import { activationOperator } from "./activation-operator.js";
import { type GroupProgram, lambdaMax } from "./group-program.js";

/**
 * Equation (8): min over w_i of L(Σ_i D_iX w_i) + λ Σ_i ‖w_i‖₂ for the masks of one arrangement; no ½, no 1/n. Another activation replaces
 * D_i by s₋I + (s₊ − s₋)D_i, a threshold D_iX by the mask column; composed arrangements make it the program of deeper networks (26).
 * Does not do: cone constraints (that is program (3)), gates that are not in the arrangement.
 */
export interface GatedReluProgram<L extends Loss = Loss> extends GroupProgram<L> {
  /** With `-3-layers` and so on for composed arrangements. */
  readonly kind: `gated-${ActivationName}` | `gated-relu-${number}-layers`;
  readonly activation: Activation;
  readonly inputs: Matrix;
  readonly arrangement: Arrangement;
}

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
  const { arrangement, activation = relu() } = options;
  const loss = lossOrSquared(options.loss);
  requireArrangementOf(inputs, arrangement);
  const targets = toTargets(options.targets, inputs.rows);
  const data: LossData = {
    sampleCount: inputs.rows,
    outputs: targets.columns,
    targets: targets.values,
    weights: options.sampleWeights,
  };
  requireTargets(loss, data);
  const operator = activationOperator(inputs, arrangement, activation);
  const lambda = resolveLambda({ operator, loss, data }, options);
  const { coverage } = arrangement;
  const kind = kindOf(arrangement, activation);
  return { form: "group", kind, activation, operator, loss, data, lambda, coverage, inputs, arrangement };
}

function kindOf(arrangement: Arrangement, activation: Activation): GatedReluProgram["kind"] {
  const layers = isComposed(arrangement) ? arrangement.layers.gates.length + 1 : 2;
  if (layers === 2) return `gated-${activation.name}`;
  if (activation.name === "relu") return `gated-relu-${layers}-layers`;
  throw new InputError({
    code: "conflicting-options",
    argument: "activation",
    got: `${activation.name} with composed masks`,
    expected: "relu(), of which they are made",
  });
}

/** @throws InputError when the arrangement was made on a table of another shape */
export function requireArrangementOf(inputs: Matrix, arrangement: Arrangement): void {
  if (arrangement.sampleCount === inputs.rows && arrangement.featureCount === inputs.columns) return;
  throw new InputError({
    code: "shape-mismatch",
    argument: "arrangement",
    got: `one made for ${arrangement.sampleCount} × ${arrangement.featureCount} inputs`,
    expected: `${inputs.rows} × ${inputs.columns}, as inputs has`,
  });
}

/** λ itself, or a fraction of λ_max; exactly one of them. */
export function resolveLambda(
  program: Pick<GroupProgram, "operator" | "loss" | "data">,
  { lambda, lambdaFraction }: { readonly lambda?: number; readonly lambdaFraction?: number },
): number {
  if ((lambda === undefined) === (lambdaFraction === undefined)) {
    const [code, got] =
      lambda === undefined ? (["missing-option", "none"] as const) : (["conflicting-options", "both"] as const);
    throw new InputError({ code, argument: "lambda", got, expected: "exactly one of lambda and lambdaFraction" });
  }
  const value = lambda ?? (lambdaFraction as number) * lambdaMax(program);
  if (!(value > 0) || !Number.isFinite(value)) {
    const argument = lambda === undefined ? "lambdaFraction" : "lambda";
    const got = lambda ?? `${lambdaFraction} (λ = ${value})`;
    throw new InputError({ code: "out-of-range", argument, got, expected: "a positive finite penalty" });
  }
  return value;
}
