import { type ColumnSigns, extendedSigns } from "../cones/column-signs.js";
import { InputError } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { withConstant } from "../losses/constant/with-constant.js";
import type { DiagonalLoss, Loss, SquaredLoss } from "../losses/loss.js";
import { requireUncoupled } from "../losses/loss.js";
import { familyByOptions } from "../programs/program-families.js";
import { shapedProgram } from "../programs/shaped-program.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";
import { type ReducedTable, reducedLoss, reducedTable } from "../reductions/reduction.js";
import { weighedRows } from "../reductions/weighed-rows.js";
import type { TrainedModel } from "./trained-model.js";

/** The rows of training in their order. */
export interface TrainingTable {
  /** n×d raw columns */
  readonly inputs: Matrix;
  /** n×K, numbers (±1 for classes) */
  readonly targets: Matrix;
}

/**
 * The rows of training as a caller gives them again. @param targets as `train` took them
 * @throws InputError for targets of another kind, another number of rows, or a label that the model does not have
 */
export function readTrainingTable(
  model: Pick<TrainedModel, "labels">,
  inputs: MatrixLike,
  targets: RawTargets,
  loss: Loss,
): TrainingTable {
  const rows = toMatrix(inputs, "inputs");
  return { inputs: rows, targets: targetsForModel(model, targets, rows.rows, loss.targets === "one-hot") };
}

/**
 * The program that a model was certified on, rebuilt from the model's reduction, gates and λ and from the raw table: gate i of the model
 * is block i of the program, whatever the table.
 * @throws InputError when the table has another shape than in training
 */
export function programOfModel(
  model: Pick<
    TrainedModel,
    | ("reduction" | "gates" | "coverage" | "lambda" | "sampleCount" | "outputCount")
    | ("sampleWeights" | "model" | "options" | "shape" | "constant")
  >,
  table: TrainingTable,
  loss: Loss,
): TrainedProgram {
  const { gates, shape, coverage, sampleWeights } = model;
  const reduced = reducedLoss(loss, model.reduction);
  const taken = model.constant ? withConstant(reduced) : reduced;
  const stated = { ...trainingTable(model, table), loss: taken, sampleWeights, lambda: 1 };
  const masked = shapedProgram({ ...stated, gates, shape, coverage, keepEqualMasks: true });
  const { q = 1, seed } = model.options;
  const family = familyByOptions({ multipleKernel: model.model === "mkl", q, seed });
  return completed(family(masked))(model.lambda);
}

/** The raw table of training as the model's program saw it. @throws InputError when it has another shape than in training */
export function trainingTable(
  model: Pick<TrainedModel, "reduction" | "sampleCount" | "outputCount">,
  { inputs, targets }: TrainingTable,
): ReducedTable {
  if (inputs.rows !== model.sampleCount) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "inputs",
      got: `${inputs.rows} rows`,
      expected: `the ${model.sampleCount} rows that the model was trained on`,
    });
  }
  if (targets.columns !== model.outputCount) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "targets",
      got: `${targets.columns} columns`,
      expected: `${model.outputCount}, as in training`,
    });
  }
  return reducedTable(model.reduction, inputs, targets);
}

/** What a generated network is trained on, and with what loss. */
export interface GeneratedTable extends ReducedTable {
  readonly loss: SquaredLoss | DiagonalLoss;
  readonly sampleWeights?: Float64Array | undefined;
  /** Where the network is monotone. */
  readonly monotone: ColumnSigns | undefined;
}

/** The network's own problem, but for λ, rebuilt from a model and its raw table. @throws InputError for a loss with corners */
export function generatedTable(
  model: Pick<TrainedModel, "reduction" | "sampleCount" | "outputCount" | "sampleWeights" | "options">,
  table: TrainingTable,
  loss: Loss,
): GeneratedTable {
  const { reduction, sampleWeights } = model;
  const reduced = trainingTable(model, table);
  return weighedTable(reduced, requireUncoupled(reducedLoss(loss, reduction), "generated gates"), {
    sampleWeights,
    monotone: model.options.monotone,
  });
}

/** A reduced table with its row weights: under the squared loss they lie within the rows. @param monotone signs of raw columns */
export function weighedTable(
  { inputs, targets }: ReducedTable,
  loss: SquaredLoss | DiagonalLoss,
  given: { readonly sampleWeights: Float64Array | undefined; readonly monotone: ArrayLike<number> | undefined },
): GeneratedTable {
  const monotone = given.monotone && extendedSigns(given.monotone, inputs.columns);
  const { sampleWeights } = given;
  if (loss.curvature !== "constant") return { inputs, targets, loss, sampleWeights, monotone };
  return { inputs: weighedRows(inputs, sampleWeights), targets: weighedRows(targets, sampleWeights), loss, monotone };
}
