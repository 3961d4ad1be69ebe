import { certify } from "../certificates/certificate.js";
import { comparedObjectives } from "../certificates/duality.js";
import { certifyNetwork } from "../certificates/network-certificate.js";
import { FormatError } from "../errors.js";
import { kernelOf } from "../kernels/described-kernel.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { namedLoss, requireSquared } from "../losses/named.js";
import type { InnerNetwork } from "../models/inner-network.js";
import type { KernelMachine } from "../models/kernel-machine.js";
import { plainObjective } from "../models/plain-objective.js";
import type { TrainedModel } from "../models/trained-model.js";
import { programOfModel, type TrainedProgram, trainingTable } from "../models/trained-program.js";
import { mapOutputs } from "../networks/affine-map.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import { predictionsOf } from "../programs/group-program.js";
import { type KernelRidgeProgram, kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import { networkObjective, networkTraining } from "../programs/network-training.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";
import { largestDifference } from "./differences.js";

export interface ModelVerification {
  /** Whether every number agrees to 1e-9. */
  readonly verified: boolean;
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly dualityGap: number;
  readonly relativeGap: number;
  /** Largest relative difference between the model's numbers and the recomputed ones; of the predictions relative to the largest target. */
  readonly maxDifference: number;
}

/**
 * Recomputes objective, dual bound and gap of a model from its gates, blocks and λ and the raw training table, trusting none of its
 * numbers; and that its network predicts what those blocks predict.
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @throws InputError when the table does not fit the model; FormatError for a loss this version does not know
 */
export function verifyModel(model: TrainedModel, inputs: MatrixLike, targets: RawTargets): ModelVerification {
  const loss = namedLoss(model.loss, model.lossParameters);
  if (!loss)
    throw new FormatError({
      source: "model",
      got: `the loss "${model.loss}"`,
      expected: "a loss that this version knows",
    });
  const x = toMatrix(inputs, "inputs");
  const table = { inputs: x, targets: targetsForModel(model, targets, x.rows, loss.targets === "one-hot") };
  return model.certificate.program === "relu-network"
    ? verifyGenerated(model, table, loss)
    : verifyPoint(model, table, loss);
}

/** The rows of training: raw columns n×d, and the targets as numbers n×K. */
interface Table {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/** A point of a convex program, and the network that was made of it. */
function verifyPoint(model: TrainedModel, table: Table, loss: Loss): ModelVerification {
  const { inner } = model.network;
  const { inputs, targets } = table;
  const program =
    inner.kind === "kernel" ? kernelProgramOf(model, inner, table) : programOfModel(model, inputs, targets, loss);
  const point = inner.kind === "kernel" ? kernelRidgePoint(program as KernelRidgeProgram, inner.dual) : model.point;
  const { primalObjective, dualObjective, dualityGap, relativeGap } = certify(program, point, model.dualPoint);
  const differences = [
    comparedObjectives(model.certificate, primalObjective, dualObjective).maxDifference,
    program.kind === model.certificate.program ? 0 : 1,
    predictionDifference(model, table, predictionsOf(program, point)),
  ];
  const objective = plainObjectiveOf(program, inner);
  if (model.decomposition && objective !== undefined) {
    differences.push(Math.abs(objective - model.decomposition.objective) / Math.max(objective, 1e-300));
  }
  return { ...judged(differences), primalObjective, dualObjective, dualityGap, relativeGap };
}

/** How far the network's raw outputs are from those of the point, relative to the largest target or output. */
function predictionDifference(model: TrainedModel, { inputs, targets }: Table, outputs: Float64Array): number {
  const expected = mapOutputs(model.reduction.outputs, outputs);
  const found = model.network.predict(inputs);
  let largest = 1e-300;
  let difference = 0;
  for (let k = 0; k < expected.length; k++) {
    largest = Math.max(largest, Math.abs(targets.values[k]), Math.abs(expected[k]));
    difference = Math.max(difference, Math.abs(expected[k] - found[k]));
  }
  return difference / largest;
}

/** The objective of a network of plain neurons, recomputed from it; undefined for other networks. */
function plainObjectiveOf(program: TrainedProgram | KernelRidgeProgram, inner: InnerNetwork): number | undefined {
  if (inner.kind !== "relu" && inner.kind !== "convolutional") return undefined;
  if (program.kind === "gated-relu" && inner.kind === "relu")
    return networkObjective(program as GatedReluProgram, inner);
  return program.form === "group" ? plainObjective(program, inner) : undefined;
}

/** The kernel matrix is made from the raw table, so that the rows the model keeps are checked too, by what they predict. */
function kernelProgramOf(model: TrainedModel, { kernel }: KernelMachine, table: Table): KernelRidgeProgram {
  const { inputs, targets } = trainingTable(model, table.inputs, table.targets);
  return kernelRidgeProgram(kernelOf(kernel)(inputs), targets, model.lambda);
}

/** A generated network is its own evidence: objective, residual and dual bound follow from its weights. */
function verifyGenerated(model: TrainedModel, { inputs, targets }: Table, loss: Loss): ModelVerification {
  const { largestViolation = 0, starts = 0 } = model.certificate;
  const problem = networkTraining({
    ...trainingTable(model, inputs, targets),
    loss: requireSquared(loss, "generated gates"),
    lambda: model.lambda,
  });
  const { inner } = model.network;
  if (inner.kind !== "relu")
    throw new FormatError({
      source: "model",
      got: `a network of kind ${inner.kind}`,
      expected: "a plain ReLU network, as generation makes them",
    });
  const found = { largest: model.lambda * (1 + largestViolation), starts };
  const recomputed = certifyNetwork(problem, inner, found);
  const { primalObjective, dualObjective, dualityGap, relativeGap } = recomputed;
  const differences = [
    comparedObjectives(model.certificate, primalObjective, dualObjective).maxDifference,
    recomputed.coverage === model.certificate.coverage ? 0 : 1,
  ];
  return { ...judged(differences), primalObjective, dualObjective, dualityGap, relativeGap };
}

function judged(differences: readonly number[]): Pick<ModelVerification, "verified" | "maxDifference"> {
  const maxDifference = largestDifference(differences);
  return { verified: maxDifference <= 1e-9, maxDifference };
}
