import { arrangementFromGates } from "../arrangements/arrangement.js";
import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { rescaledLoss } from "../losses/named.js";
import { mapColumns } from "../networks/affine-map.js";
import { gatedReluNetwork } from "../networks/gated-relu.js";
import { type Network, rawNetwork } from "../networks/network.js";
import { type GatedReluProgram, gatedReluProgram } from "../programs/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { type MultipleKernelProgram, multipleKernelOf } from "../programs/multiple-kernel.js";
import { type PowerProgram, powerFamilyOf } from "../programs/weighted-ridge.js";
import { tangentWeights } from "../solvers/reweighting-start.js";
import { mapTargets } from "./standardised-columns.js";
import type { ModelOptions, Reduction, TrainedModel } from "./trained-model.js";

/** The gates (d×m, one a column) of the blocks that are not zero. */
export function activeGates(gates: Matrix, point: SparseBlocks): Matrix {
  const [m, p] = [point.which.length, gates.columns];
  const active = matrix(gates.rows, m);
  point.which.forEach((gate, a) => {
    for (let k = 0; k < gates.rows; k++) active.values[k * m + a] = gates.values[k * p + gate];
  });
  return active;
}

/** The gates (d×m) and blocks (m × d·K) of a point that are not zero. */
export function activeBlocks(gates: Matrix, point: SparseBlocks, outputs: number): { gates: Matrix; blocks: Matrix } {
  return { gates: activeGates(gates, point), blocks: matrix(point.which.length, gates.rows * outputs, point.blocks) };
}

/** The gated network of a point, over raw columns. */
export function gatedNetworkOf(reduction: Reduction, gates: Matrix, point: SparseBlocks): Network {
  const active = activeBlocks(gates, point, reduction.outputs.shift.length);
  return rawNetwork(gatedReluNetwork(active.gates, active.blocks), reduction.columns, reduction.outputs);
}

/**
 * The program that a model was certified on, rebuilt from the model's reduction, gates and λ and from the raw table: gate i of the model
 * is block i of the program, whatever the table.
 * @param inputs n×d raw columns, the rows of training in their order
 * @param targets n×K, numbers (±1 for classes)
 * @throws InputError when the table has another shape than in training
 */
export function programOfModel(
  model: Pick<
    TrainedModel,
    | ("reduction" | "gates" | "coverage" | "lambda" | "sampleCount" | "outputCount")
    | ("sampleWeights" | "model" | "options")
  >,
  inputs: Matrix,
  targets: Matrix,
  loss: Loss,
): TrainedProgram {
  const table = mappedTable(model, inputs, targets);
  const arrangement = arrangementFromGates(table.inputs, model.gates, model.coverage, true);
  const stated = { ...table, arrangement, loss: reducedLoss(loss, model.reduction), lambda: 1 };
  return statedProgram(gatedReluProgram({ ...stated, sampleWeights: model.sampleWeights }), model)(model.lambda);
}

/** Every program that `train` can state over gates. */
export type TrainedProgram =
  | GatedReluProgram
  | ((PowerProgram | MultipleKernelProgram) & Pick<GatedReluProgram, "inputs" | "arrangement">);

/** The program of a model kind and q, from the gated program with its data, masks and λ. */
export function statedProgram(
  gated: GatedReluProgram,
  { model, options }: { readonly model: TrainedModel["model"]; readonly options: Pick<ModelOptions, "q" | "seed"> },
): (lambda: number) => TrainedProgram {
  const { q = 1, seed } = options;
  const { inputs, arrangement } = gated;
  if (model === "mkl") return (lambda) => ({ ...multipleKernelOf({ ...gated, lambda }), inputs, arrangement });
  if (q === 1) return (lambda) => ({ ...gated, lambda });
  const weights = tangentWeights(arrangement, seed);
  return (lambda) => ({ ...powerFamilyOf({ ...gated, lambda }, q, weights), inputs, arrangement });
}

/** The loss in the units of the mapped targets. */
export function reducedLoss(loss: Loss, { outputs }: Reduction): Loss {
  return rescaledLoss(loss, outputs.scale[0]);
}

/** A raw table as a model's program saw it. @throws InputError when it has another shape than in training */
export function mappedTable(
  model: Pick<TrainedModel, "reduction" | "sampleCount" | "outputCount">,
  inputs: Matrix,
  targets: Matrix,
): { readonly inputs: Matrix; readonly targets: Matrix } {
  if (inputs.rows !== model.sampleCount) {
    throw new InputError(
      "shape-mismatch",
      "inputs",
      `inputs: got ${inputs.rows} rows; expected the ${model.sampleCount} rows that the model was trained on`,
    );
  }
  if (targets.columns !== model.outputCount) {
    throw new InputError(
      "shape-mismatch",
      "targets",
      `targets: got ${targets.columns} columns; expected ${model.outputCount}, as in training`,
    );
  }
  return {
    inputs: mapColumns(model.reduction.columns, inputs),
    targets: mapTargets(model.reduction.outputs, targets),
  };
}
