import { InputError } from "../errors.js";
import { positiveNtkWeights } from "../kernels/ntk-weights.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { requireSquared } from "../losses/named.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import { type MultipleKernelProgram, multipleKernelOf } from "../programs/multiple-kernel.js";
import { type PowerProgram, powerFamilyOf } from "../programs/weighted-ridge.js";
import { type ReducedTable, reducedLoss, reducedTable } from "../reductions/reduction.js";
import type { ModelOptions } from "./model-facts.js";
import { type MaskedProgram, shapedProgram } from "./shaped-program.js";
import type { TrainedModel } from "./trained-model.js";

/** Every program that `train` can state over gates. */
export type TrainedProgram =
  | MaskedProgram
  | ((PowerProgram | MultipleKernelProgram) & Pick<GatedReluProgram, "inputs" | "arrangement">);

/** The rows of training in their order. */
export interface TrainingTable {
  /** n×d raw columns */
  readonly inputs: Matrix;
  /** n×K, numbers (±1 for classes) */
  readonly targets: Matrix;
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
    | ("sampleWeights" | "model" | "options" | "shape")
  >,
  table: TrainingTable,
  loss: Loss,
): TrainedProgram {
  const { gates, shape, coverage, sampleWeights } = model;
  const stated = { ...trainingTable(model, table), loss: reducedLoss(loss, model.reduction), sampleWeights, lambda: 1 };
  return statedProgram(shapedProgram({ ...stated, gates, shape, coverage, keepEqualMasks: true }), model)(model.lambda);
}

/** The program of a model kind and q, from the gated program with its data, masks and λ. */
export function statedProgram(
  masked: MaskedProgram,
  { model, options }: { readonly model: TrainedModel["model"]; readonly options: Pick<ModelOptions, "q" | "seed"> },
): (lambda: number) => TrainedProgram {
  const { q = 1, seed } = options;
  if (masked.kind !== "gated-relu" || (model !== "mkl" && q === 1)) return (lambda) => ({ ...masked, lambda });
  const gated = { ...(masked as GatedReluProgram), loss: requireSquared(masked.loss, "mkl and q above 1") };
  const { inputs, arrangement } = gated;
  if (model === "mkl") return (lambda) => ({ ...multipleKernelOf({ ...gated, lambda }), inputs, arrangement });
  const weights = positiveNtkWeights(arrangement, seed);
  return (lambda) => ({ ...powerFamilyOf({ ...gated, lambda }, q, weights), inputs, arrangement });
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
