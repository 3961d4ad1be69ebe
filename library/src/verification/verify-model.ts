import { certify } from "../certificates/certificate.js";
import { comparedObjectives } from "../certificates/duality.js";
import { certifyNetwork } from "../certificates/network-certificate.js";
import { FormatError } from "../errors.js";
import { kernelOf } from "../kernels/described-kernel.js";
import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import type { SquaredLoss } from "../losses/loss.js";
import { namedLoss, requireSquared } from "../losses/named.js";
import type { PlainNetwork } from "../models/inner-network.js";
import type { KernelModel } from "../models/kernel-model.js";
import type { GeneratedModel, PlainModel } from "../models/plain-model.js";
import { plainObjective } from "../models/plain-objective.js";
import { programOfModel, type TrainingTable, trainingTable } from "../models/program-of-model.js";
import type { TrainedModel } from "../models/trained-model.js";
import { mapOutputs, trainedOutputMap } from "../networks/affine-map.js";
import { predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { type KernelRidgeProgram, kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import { networkObjective, networkTraining } from "../programs/network-training.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";
import { largestDifference } from "./differences.js";

/** What `verifyModel` recomputed, and whether it agrees with the model. */
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
 * Recomputes objective, dual bound and gap of a model from its gates, blocks and λ and the raw training table, trusting
 * none of its numbers. It also checks that the network of the model predicts what those blocks predict. It does not
 * speak of the calibration, which came from held-out rows.
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns the recomputed numbers, and how far they are from those of the model
 * @throws InputError when the table does not fit the model; FormatError for a loss this version does not know
 */
export function verifyModel(model: TrainedModel, inputs: MatrixLike, targets: RawTargets): ModelVerification {
  const loss = namedLoss(model.loss, model.lossParameters);
  if (!loss) {
    throw new FormatError({
      source: "model",
      got: `the loss "${model.loss}"`,
      expected: "a loss that this version knows",
    });
  }
  const x = toMatrix(inputs, "inputs");
  const table = { inputs: x, targets: targetsForModel(model, targets, x.rows, loss.targets === "one-hot") };
  switch (model.kind) {
    case "gated":
      return verifyPoint(model, table, programOfModel(model, table, loss), model.point);
    case "plain":
      return verifyPlain(model, table, programOfModel(model, table, loss));
    case "generated":
      return verifyGenerated(model, table, requireSquared(loss, "generated gates"));
    case "kernel":
      return verifyKernel(model, table);
  }
}

/** A point of a convex program, and the network that was made of it. @param differences what else was compared */
function verifyPoint(
  model: TrainedModel,
  table: TrainingTable,
  program: TrainedProgram | KernelRidgeProgram,
  point: SparseBlocks,
  differences: readonly number[] = [],
): ModelVerification {
  const { primalObjective, dualObjective, dualityGap, relativeGap } = certify(program, point, model.dualPoint);
  const all = [
    comparedObjectives(model.certificate, primalObjective, dualObjective).maxDifference,
    program.kind === model.certificate.program ? 0 : 1,
    predictionDifference(model, table, program, point),
    ...differences,
  ];
  return { ...judged(all), primalObjective, dualObjective, dualityGap, relativeGap };
}

/** Plain neurons must also have the objective that their decomposition claims. */
function verifyPlain(model: PlainModel, table: TrainingTable, program: TrainedProgram): ModelVerification {
  const objective = plainObjectiveOf(program, model.network.inner);
  const difference = Math.abs(objective - model.decomposition.objective) / Math.max(objective, 1e-300);
  return verifyPoint(model, table, program, model.point, [difference]);
}

/** The kernel matrix is made from the raw table, so that the rows the model keeps are checked too, by what they predict. */
function verifyKernel(model: KernelModel, table: TrainingTable): ModelVerification {
  const { kernel, dual } = model.network.inner;
  const { inputs, targets } = trainingTable(model, table);
  const program = kernelRidgeProgram(kernelOf(kernel)(inputs), targets, model.lambda);
  return verifyPoint(model, table, program, kernelRidgePoint(program, dual));
}

/** How far the network's raw outputs are from those of the point, relative to the largest target or output. */
function predictionDifference(
  model: TrainedModel,
  { inputs, targets }: TrainingTable,
  program: TrainedProgram | KernelRidgeProgram,
  point: SparseBlocks,
): number {
  const outputs = predictionsOf(program, point);
  // The best constant is found again; the file's own is not asked.
  const constant = program.loss.constant?.at(outputs, program.data);
  const { calibration, reduction } = model;
  const expected = mapOutputs(trainedOutputMap(reduction.outputs, { constant, calibration }), outputs);
  const found = model.network.predict(inputs);
  let largest = 1e-300;
  let difference = 0;
  for (let k = 0; k < expected.length; k++) {
    largest = Math.max(largest, Math.abs(targets.values[k]), Math.abs(expected[k]));
    difference = Math.max(difference, Math.abs(expected[k] - found[k]));
  }
  return difference / largest;
}

/** The objective of plain neurons, from their weights alone; NaN, which nothing verifies, for a program that has no price for them. */
function plainObjectiveOf(program: TrainedProgram, network: PlainNetwork): number {
  if (program.form !== "group") return Number.NaN;
  return program.kind === "gated-relu" && network.kind === "relu"
    ? networkObjective(program, network)
    : plainObjective(program, network);
}

/** A generated network is its own evidence: objective, residual and dual bound follow from its weights. */
function verifyGenerated(model: GeneratedModel, table: TrainingTable, loss: SquaredLoss): ModelVerification {
  const { certificate, lambda, network } = model;
  const { largestViolation = 0, starts = 0 } = certificate;
  const problem = networkTraining({ ...trainingTable(model, table), loss, lambda });
  const recomputed = certifyNetwork(problem, network.inner, { largest: lambda * (1 + largestViolation), starts });
  const { primalObjective, dualObjective, dualityGap, relativeGap } = recomputed;
  const differences = [
    comparedObjectives(certificate, primalObjective, dualObjective).maxDifference,
    recomputed.program === certificate.program ? 0 : 1,
    recomputed.coverage === certificate.coverage ? 0 : 1,
  ];
  return { ...judged(differences), primalObjective, dualObjective, dualityGap, relativeGap };
}

function judged(differences: readonly number[]): Pick<ModelVerification, "verified" | "maxDifference"> {
  const maxDifference = largestDifference(differences);
  return { verified: maxDifference <= 1e-9, maxDifference };
}
