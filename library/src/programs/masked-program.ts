import { type Activation, type ActivationName, relu } from "../activations/activation.js";
import type { Arrangement } from "../arrangements/arrangement.js";
import { isComposed } from "../arrangements/composed.js";
import { maskedOperator } from "../arrangements/masked-operator.js";
import { InputError } from "../errors.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { type Matrix, type TargetsLike, toTargets } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import type { Loss, LossData } from "../losses/loss.js";
import { requireTargets } from "../losses/targets.js";
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

/** What a gated program is stated from, beside its operator. */
interface Stated<L extends Loss> {
  readonly inputs: Matrix;
  /** n numbers, or n×K */
  readonly targets: TargetsLike;
  readonly arrangement: Arrangement;
  readonly loss: L;
  /** The group penalty; or give `lambdaFraction`, its fraction of λ_max. */
  readonly lambda?: number;
  readonly lambdaFraction?: number;
  readonly sampleWeights?: Float64Array | undefined;
}

/** Program (8) with the operator of an activation's masks; `operatorOf` is asked once the parts are known to fit. */
export function maskedProgram<L extends Loss>(
  { inputs, targets: given, arrangement, loss, sampleWeights: weights, ...penalty }: Stated<L>,
  activation: Activation,
  operatorOf: (inputs: Matrix, arrangement: Arrangement, activation: Activation) => BlockOperator,
): GatedReluProgram<L> {
  requireArrangementOf(inputs, arrangement);
  const targets = toTargets(given, inputs.rows);
  const data: LossData = { sampleCount: inputs.rows, outputs: targets.columns, targets: targets.values, weights };
  requireTargets(loss, data);
  const operator = operatorOf(inputs, arrangement, activation);
  const lambda = resolveLambda({ operator, loss, data }, penalty);
  const { coverage } = arrangement;
  const kind = kindOf(arrangement, activation);
  return { form: "group", kind, activation, operator, loss, data, lambda, coverage, inputs, arrangement };
}

/** Program (8) of the ReLU's own masks, of one layer or more. */
export function reluProgram<L extends Loss>(stated: Stated<L>): GatedReluProgram<L> {
  return maskedProgram(stated, relu(), maskedOperator);
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

/** Σ_j ‖x_j‖‖z_j‖ with z = −∇L(0): what λ_max would be if nothing cancelled; its rounding is a small multiple of this. */
export function absoluteProducts({
  inputs,
  loss,
  data,
}: Pick<GroupProgram & Stated<Loss>, "inputs" | "loss" | "data">): number {
  const z = new Float64Array(data.sampleCount * data.outputs);
  loss.negativeGradient(new Float64Array(z.length), data, z);
  let sum = 0;
  for (let j = 0; j < inputs.rows; j++) {
    const row = norm(inputs.values, j * inputs.columns, (j + 1) * inputs.columns);
    sum += row * norm(z, j * data.outputs, (j + 1) * data.outputs);
  }
  return sum;
}
