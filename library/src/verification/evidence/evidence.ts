import { type Certificate, certify } from "../../certificates/certificate.js";
import { certifyNetwork, type NetworkCertificate } from "../../certificates/network-certificate.js";
import type { Part } from "../../certificates/statement.js";
import { plainObjectiveAbove } from "../../decomposition/plain-objective.js";
import { InputError } from "../../errors.js";
import { type MatrixLike, toMatrix } from "../../linear-algebra/matrix.js";
import type { Loss } from "../../losses/loss.js";
import { namedLoss } from "../../losses/named.js";
import type { AverageMember, TrainedMember } from "../../models/average/average-member.js";
import type { AverageModel } from "../../models/average/average-model.js";
import { ridgeOfMember } from "../../models/average/member-gap.js";
import type { KernelModel } from "../../models/kernel-model.js";
import type { GeneratedModel, PlainModel } from "../../models/plain-model.js";
import {
  generatedTable,
  programOfModel,
  readTrainingTable,
  type TrainingTable,
  trainingTable,
} from "../../models/program-of-model.js";
import { ridgeOfTable } from "../../models/ridge-of-table.js";
import type { AnyModel, TrainedModel } from "../../models/trained-model.js";
import type { ExactReluProgram } from "../../programs/exact-relu.js";
import { type NetworkTraining, networkTraining } from "../../programs/network-training.js";
import type { TrainedProgram } from "../../programs/trained-program.js";
import { type RawTargets, targetsForModel } from "../../reductions/raw-targets.js";
import { type ReducedTable, reducedTable } from "../../reductions/reduction.js";
import { evidenceOfCones, evidenceOfGates, evidenceOfNetwork, evidenceOfRidge, type PlainPoint } from "./programs.js";
import { evidenceOfMembers, evidenceText } from "./record.js";

/**
 * The evidence of a model's certificate as JSON text, for checkers that share no code with this library (docs/certificate-format.md): the problem
 * as doubles, the point, the dual point and both bounds. It holds the training rows and targets in the units of the program.
 * @param model of any kind; of an average every member
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns JSON text
 * @throws InputError for a loss that this version does not know, or a table that does not fit the model
 */
export function toEvidenceFile(model: AnyModel, inputs: MatrixLike, targets: RawTargets): string {
  return evidenceText(model.kind === "average" ? ofAverage(model, inputs, targets) : ofModel(model, inputs, targets));
}

/**
 * The same for a program that was stated and solved without `train`: over gates, the exact ReLU program (3), or a network's own training.
 * @param constant b, K numbers, where the program's loss has taken in a constant
 * @returns JSON text
 * @throws InputError for the program of a monotone network, whose signs the format does not hold
 */
export function programEvidence(
  program: TrainedProgram | ExactReluProgram,
  certificate: Certificate,
  constant?: Float64Array,
): string;
export function programEvidence(program: NetworkTraining, certificate: NetworkCertificate): string;
export function programEvidence(
  program: TrainedProgram | ExactReluProgram | NetworkTraining,
  certificate: Certificate | NetworkCertificate,
  constant?: Float64Array,
): string {
  if (program.form === "network") return evidenceText(evidenceOfNetwork(program, certificate as NetworkCertificate));
  const proof = certificate as Certificate;
  return evidenceText(
    program.form === "cones" ? evidenceOfCones(program, proof) : evidenceOfGates(program, proof, constant),
  );
}

function ofModel(model: TrainedModel, inputs: MatrixLike, targets: RawTargets): Part {
  const loss = knownLoss(model);
  const table = readTrainingTable(model, inputs, targets, loss);
  switch (model.kind) {
    case "gated":
    case "plain":
      return ofGates(model, programOfModel(model, table, loss));
    case "generated":
      return ofGenerated(model, table, loss);
    case "kernel":
      return ofKernel(model, table);
  }
}

function knownLoss({ loss: name, lossParameters }: TrainedModel): Loss {
  const loss = namedLoss(name, lossParameters);
  if (loss) return loss;
  throw new InputError({
    code: "wrong-type",
    argument: "model",
    got: `the loss "${name}"`,
    expected: "a loss that this version knows",
  });
}

function ofGates(model: Exclude<TrainedModel, GeneratedModel | KernelModel>, program: TrainedProgram): Part {
  const certificate = certify(program, model.point, model.dualPoint);
  const dualPoint = model.dualPoint ?? certificate.dualPoint;
  const plain = model.kind === "plain" ? plainPoint(model, program) : undefined;
  return evidenceOfGates(program, { ...certificate, dualPoint }, model.constant, plain);
}

/** The neurons themselves; a threshold's neuron is its block. */
function plainPoint({ network, constant }: PlainModel, program: TrainedProgram): PlainPoint | undefined {
  const { inner } = network;
  const neurons = inner.kind === "relu" ? inner : inner.filters;
  if (program.form !== "group" || neurons.activation?.name === "threshold") return undefined;
  const decay = program.kind === "gated-relu" && inner.kind === "relu";
  return { network: neurons, decay, objective: plainObjectiveAbove(program, inner, constant) };
}

function ofGenerated(model: GeneratedModel, table: TrainingTable, loss: Loss): Part {
  const problem = networkTraining({ ...generatedTable(model, table, loss), lambda: model.lambda });
  return evidenceOfNetwork(problem, certifyNetwork(problem, model.network.inner));
}

function ofKernel(model: KernelModel, table: TrainingTable): Part {
  const { kernel, dual } = model.network.inner;
  const reduced = trainingTable(model, table);
  const ridge = ridgeOfTable(kernel, reduced, model.sampleWeights);
  return evidenceOfRidge(ridge.at(model.lambda), reduced.inputs, ridge.pointOf(dual).values);
}

function ofAverage(model: AverageModel, inputs: MatrixLike, targets: RawTargets): Part {
  if (model.centres) {
    throw new InputError({
      code: "unsupported-model",
      argument: "model",
      got: "an average whose kernels compare with centres",
      expected: "another model: evidence files hold no such program",
      hint: "verifyAverage proves it",
    });
  }
  const raw = toMatrix(inputs, "inputs");
  const table = reducedTable(model.reduction, raw, targetsForModel(model, targets, raw.rows, false));
  return evidenceOfMembers(
    "average",
    model.members.map((member) =>
      member.kind === "trained" ? ofModel(member.model, inputs, targets) : ofMember(member, table),
    ),
  );
}

function ofMember(member: Exclude<AverageMember, TrainedMember>, table: ReducedTable): Part {
  if (member.kind === "relu") {
    const problem = networkTraining({ ...table, lambda: member.lambda });
    return evidenceOfNetwork(problem, certifyNetwork(problem, member.network));
  }
  return evidenceOfRidge(ridgeOfMember(member, table), table.inputs, member.dualCoefficients.values);
}
