import { certify } from "../certificates/certificate.js";
import { comparedObjectives } from "../certificates/duality.js";
import { certifyNetwork } from "../certificates/network-certificate.js";
import { plainObjective } from "../decomposition/program-networks.js";
import { FormatError } from "../errors.js";
import { type Matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { namedLoss } from "../losses/named.js";
import { namedKernel } from "../models/kernel-columns.js";
import type { TrainedModel } from "../models/trained-model.js";
import { mappedTable, programOfModel, type TrainedProgram } from "../models/trained-program.js";
import { mapOutputs } from "../networks/affine-map.js";
import type { InnerNetwork } from "../networks/network.js";
import type { TrainOptions } from "../options/options.js";
import { readTargets } from "../options/target-options.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import { predictionsOf } from "../programs/group-program.js";
import { type KernelRidgeProgram, kernelRidgePoint, kernelRidgeProgram } from "../programs/kernel-ridge.js";
import { networkObjective, networkTraining } from "../programs/network-training.js";

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
export function verifyModel(
  model: TrainedModel,
  inputs: TrainOptions["inputs"],
  targets: TrainOptions["targets"],
): ModelVerification {
  const loss = namedLoss(model.loss, model.lossParameters);
  if (!loss) throw new FormatError(`model: the loss "${model.loss}" is not known to this version`);
  const x = toMatrix(inputs, "inputs");
  const y = readTargets({ targets, task: model.task, labels: model.labels ?? undefined, loss }, x.rows).targets;
  if (model.certificate.program === "relu-network") return verifyGenerated(model, x, y, loss);
  const { inner } = model.network;
  const program = inner.kind === "kernel" ? kernelProgramOf(model, x, y) : programOfModel(model, x, y, loss);
  const point = inner.kind === "kernel" ? kernelRidgePoint(program as KernelRidgeProgram, inner.dual) : model.point;
  const { primalObjective, dualObjective, dualityGap, relativeGap } = certify(program, point, model.dualPoint);
  const differences = [
    comparedObjectives(model.certificate, primalObjective, dualObjective).maxDifference,
    program.kind === model.certificate.program ? 0 : 1,
  ];
  const expected = mapOutputs(model.reduction.outputs, predictionsOf(program, point));
  const found = model.network.predict(x);
  let largest = 1e-300;
  let difference = 0;
  for (let k = 0; k < expected.length; k++) {
    largest = Math.max(largest, Math.abs(y.values[k]), Math.abs(expected[k]));
    difference = Math.max(difference, Math.abs(expected[k] - found[k]));
  }
  differences.push(difference / largest);
  const objective = plainObjectiveOf(program, inner);
  if (model.decomposition && objective !== undefined) {
    differences.push(Math.abs(objective - model.decomposition.objective) / Math.max(objective, 1e-300));
  }
  return { ...judged(differences), primalObjective, dualObjective, dualityGap, relativeGap };
}

/** The objective of a network of plain neurons, recomputed from it; undefined for other networks. */
function plainObjectiveOf(program: TrainedProgram | KernelRidgeProgram, inner: InnerNetwork): number | undefined {
  if (inner.kind !== "relu" && inner.kind !== "convolutional") return undefined;
  if (program.kind === "gated-relu" && inner.kind === "relu")
    return networkObjective(program as GatedReluProgram, inner);
  return "arrangement" in program && !("penalty" in program) ? plainObjective(program, inner) : undefined;
}

/** The kernel matrix is made from the raw table, so that the rows the model keeps are checked too, by what they predict. */
function kernelProgramOf(model: TrainedModel, inputs: Matrix, targets: Matrix): KernelRidgeProgram {
  const { inner } = model.network;
  if (inner.kind !== "kernel") throw new FormatError("model: expected a kernel model");
  const table = mappedTable(model, inputs, targets);
  return kernelRidgeProgram(namedKernel(inner.kernel, inner.bandwidth)(table.inputs), table.targets, model.lambda);
}

/** A generated network is its own evidence: objective, residual and dual bound follow from its weights. */
function verifyGenerated(model: TrainedModel, inputs: Matrix, targets: Matrix, loss: Loss): ModelVerification {
  const { largestViolation = 0, starts = 0 } = model.certificate;
  const problem = networkTraining({ ...mappedTable(model, inputs, targets), loss, lambda: model.lambda });
  const { inner } = model.network;
  if (inner.kind !== "relu") throw new FormatError("model: a generated network must be a plain ReLU network");
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
  // Not Math.max alone: NaN must fail too.
  const maxDifference = differences.some(Number.isNaN) ? Number.NaN : Math.max(...differences);
  return { verified: maxDifference <= 1e-9, maxDifference };
}
