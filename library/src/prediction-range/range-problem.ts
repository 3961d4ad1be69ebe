import { type Arrangement, arrangementFromGates, maskBit } from "../arrangements/arrangement.js";
import { arrangementOfDeepGates } from "../arrangements/composed.js";
import { certify } from "../certificates/certificate.js";
import { InputError } from "../errors.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { shifted } from "../losses/constant/shifted.js";
import { withoutConstant } from "../losses/constant/with-constant.js";
import type { Loss, SmoothLoss } from "../losses/loss.js";
import { programOfModel, type TrainingTable } from "../models/program-of-model.js";
import { maskWords } from "../numerics/index.js";
import { nextUp } from "../numerics/rigorous/index.js";
import { activationOperator } from "../programs/activation-operator.js";
import { gradientNorms, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import type { GatedReluProgram } from "../programs/masked-program.js";
import type { RangedModel } from "./ranged-model.js";

/**
 * The set of models whose outputs are bounded: all (w, b) over the gates of a program with
 *
 *     P(w, b) = L(Σ_i Φ_iw_i + 1bᵀ) + λ Σ_i ‖w_i‖ ≤ C = (1 + ε)·P(w°, b°)
 *
 * where (w°, b°) is the trained model. Every model within (1 + ε) of the optimum is among them, because P(w°, b°) is never below the optimum.
 */
export interface RangeProblem {
  readonly program: GatedReluProgram<SmoothLoss>;
  /** w° */
  readonly point: SparseBlocks;
  /** b°, K numbers; zeros where the program has no constant. */
  readonly constant: Float64Array;
  /** Σ Φ_iw°_i, n×K. */
  readonly predictions: Float64Array;
  /** ‖Φ_iᵀz°‖ of every gate. */
  readonly norms: Float64Array;
  /** P(w°, b°), rounded up. */
  readonly objective: number;
  /** Never above the optimum. */
  readonly optimumAbove: number;
  /** C, rounded up. */
  readonly limit: number;
}

/** The problem of a model on its training table. @throws InputError for losses, models and tables that it does not take */
export function rangeProblem(model: RangedModel, table: TrainingTable, loss: Loss, within: number): RangeProblem {
  const stated = programOfModel(model, table, loss);
  if (stated.form !== "group" || stated.kind === "gated-convolutional") throw unsuited(`a ${stated.kind} program`);
  if (stated.loss.curvature === "none") throw unsuited(`the ${loss.name} loss, which has corners`);
  const program = { ...(stated as GatedReluProgram), loss: stated.loss };
  const { point } = model;
  const constant = model.constant ?? new Float64Array(program.data.outputs);
  const { primalObjective: objective, dualObjective } = certify(program, point);
  requireSameObjective(objective, model.certificate.primalObjective);
  const predictions = predictionsOf(program, point);
  const z = new Float64Array(predictions.length);
  program.loss.negativeGradient(predictions, program.data, z);
  const norms = gradientNorms(program, z);
  const limit = nextUp(nextUp(1 + within) * objective);
  return { program, point, constant, predictions, norms, objective, optimumAbove: dualObjective, limit };
}

/** L(u + 1bᵀ) + λ Σ_i ‖w_i‖ from the outputs u, of which the first n×K are those of the table, and the sum of norms. */
export function objectiveAt(
  { program }: RangeProblem,
  outputs: Float64Array,
  constant: Float64Array,
  norms: number,
): number {
  const { loss, data, lambda } = program;
  const u = shifted(outputs.subarray(0, data.targets.length), constant);
  return withoutConstant(loss).value(u, data) + lambda * norms;
}

/** What no range is known of. */
export function unsuited(got: string): InputError {
  return new InputError({
    code: "conflicting-options",
    argument: "model",
    got,
    expected: "a gated network with one sum of norms as its penalty and a smooth loss",
  });
}

/** The objective differs by rounding alone where the table is that of training. */
function requireSameObjective(found: number, claimed: number): void {
  if (Math.abs(found - claimed) <= 1e-9 * Math.abs(claimed)) return;
  throw new InputError({
    code: "shape-mismatch",
    argument: "targets",
    got: `a table on which the model's objective is ${found}`,
    expected: `${claimed}, as on the table that the model was trained on, rows in the same order`,
  });
}

/** The masks of new rows by the program's gates. @param inputs m×d, as the network sees them */
export function gatesAt({ gates, shape }: RangedModel, inputs: Matrix): Arrangement {
  return shape?.kind === "deep"
    ? arrangementOfDeepGates(inputs, shape.layers, true)
    : arrangementFromGates(inputs, gates, "sampled", true);
}

/** A row whose outputs are bounded. */
export interface RangeRow {
  /** d, as the network sees it. */
  readonly values: Float64Array;
  /** d_i(x) */
  readonly isOpen: (gate: number) => boolean;
}

/** Row j of new rows with their masks. */
export function rangeRow(inputs: Matrix, arrangement: Arrangement, row: number): RangeRow {
  const { columns, values } = inputs;
  return {
    values: values.subarray(row * columns, (row + 1) * columns),
    isOpen: (gate) => maskBit(arrangement, row, gate),
  };
}

/** The operator of a program with one more row, over the listed gates alone. */
export function extendedOperator(program: GatedReluProgram, row: RangeRow, which: Int32Array): BlockOperator {
  const { inputs, arrangement, activation } = program;
  const { rows: n, columns: d } = inputs;
  const values = new Float64Array((n + 1) * d);
  values.set(inputs.values);
  values.set(row.values, n * d);
  const [words, before] = [maskWords(n + 1), maskWords(n)];
  const masks = new Uint32Array(which.length * words);
  which.forEach((gate, a) => {
    masks.set(arrangement.masks.subarray(gate * before, (gate + 1) * before), a * words);
    if (row.isOpen(gate)) masks[a * words + (n >> 5)] |= 1 << (n & 31);
  });
  const extended: Arrangement = { ...arrangement, sampleCount: n + 1, maskCount: which.length, masks };
  return activationOperator(matrix(n + 1, d, values), extended, activation);
}
