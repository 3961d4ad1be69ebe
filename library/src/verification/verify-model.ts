import { type CertifiedProgram, certify } from "../certificates/certificate.js";
import { gapOf } from "../certificates/duality.js";
import type { FreshGates } from "../certificates/fresh-gates.js";
import { certifyNetwork } from "../certificates/network-certificate.js";
import type { Verification } from "../certificates/records.js";
import { type Statement, statementOf } from "../certificates/statement.js";
import { objectiveAtConstantAbove, verifyCertificate } from "../certificates/verify-certificate.js";
import { plainObjectiveAbove, weightSize } from "../decomposition/plain-objective.js";
import { FormatError } from "../errors.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import { withoutConstant } from "../losses/constant/with-constant.js";
import type { Loss } from "../losses/loss.js";
import { namedLoss } from "../losses/named.js";
import { gatedNetworkAt } from "../models/gated-network.js";
import type { InnerNetwork } from "../models/inner-network.js";
import type { KernelModel } from "../models/kernel-model.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { GeneratedModel, PlainModel } from "../models/plain-model.js";
import {
  generatedTable,
  programOfModel,
  readTrainingTable,
  type TrainingTable,
  trainingTable,
} from "../models/program-of-model.js";
import { ridgeOfTable } from "../models/ridge-of-table.js";
import type { TrainedModel } from "../models/trained-model.js";
import { groupNorm, type SparseBlocks } from "../programs/group-program.js";
import { kernelRidgePoint } from "../programs/kernel-ridge.js";
import { networkTraining } from "../programs/network-training.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import { allNetworksFindings } from "./all-networks.js";
import { atLeast, atMost, type Finding, problemsOf, same, sameNumbers, within } from "./findings.js";
import { freshFindings } from "./fresh-gates.js";
import {
  coverageFinding,
  fractionFinding,
  groupSizeOf,
  intervalFindings,
  lossFindings,
  rawTableFindings,
  signFindings,
  statementFindings,
  statusFinding,
} from "./model-checks.js";
import { aboutModel, type Subject, unprovedParts } from "./subject.js";

/** What `verifyModel` proved, and whether that is what the model says. */
export interface ModelVerification {
  /** Whether every claim that is not listed in `notChecked` is proved; there is no tolerance. */
  readonly verified: boolean;
  /** Never below the objective of the model's weights. */
  readonly primalObjective: number;
  /** Never above the optimum of its program. */
  readonly dualObjective: number;
  readonly dualityGap: number;
  /** Never below the distance to the optimum, relative to the objective. */
  readonly relativeGap: number;
  /** Largest relative difference between the model's two objectives and the recomputed ones. */
  readonly maxDifference: number;
  /** The claims that do not hold, one sentence each. */
  readonly problems: readonly string[];
  /** What the proof is about. */
  readonly subject: Subject;
  /** Parts of the model that nothing here proves. */
  readonly notChecked: readonly string[];
  /** What is proved of fresh gates, where the model says something of them. */
  readonly freshGates?: FreshGates;
}

/**
 * Proves what a model says of itself from its gates, blocks and λ and the raw training table alone. Every number and word of the file is recomputed,
 * compared, or listed as not checked (`fieldsOfModelFile`).
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns what is proved, about which rows, targets, weights and λ, and which claims are not
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
  const table = readTrainingTable(model, inputs, targets, loss);
  const { numbers, findings, freshGates, statement } = proofOf(model, table, loss);
  const link = loss.link === "exp" ? ("exp" as const) : undefined;
  const { options } = model;
  const problems = problemsOf([
    ...rawTableFindings(
      model,
      table,
      { ...options, sampleWeights: model.sampleWeights },
      { link, groupSize: groupSizeOf(model) },
    ),
    ...lossFindings(model, loss),
    ...intervalFindings(model, table),
    statusFinding(model, numbers.relativeGap),
    ...statementFindings(model, statement),
    ...findings,
  ]);
  return {
    verified: problems.length === 0,
    ...numbers,
    problems,
    subject: aboutModel(model, statement),
    notChecked: unprovedParts(model),
    ...(freshGates ? { freshGates } : {}),
  };
}

/** The recomputed numbers of a kind of model, and its own findings. */
interface Proof {
  readonly numbers: Pick<
    ModelVerification,
    "primalObjective" | "dualObjective" | "dualityGap" | "relativeGap" | "maxDifference"
  >;
  readonly findings: readonly Finding[];
  /** What it is about. */
  readonly statement: Statement;
  readonly freshGates?: FreshGates | undefined;
}

function proofOf(model: TrainedModel, table: TrainingTable, loss: Loss): Proof {
  switch (model.kind) {
    case "gated":
    case "plain":
      return proofOfGates(model, table, programOfModel(model, table, loss));
    case "generated":
      return proofOfGenerated(model, table, loss);
    case "kernel":
      return proofOfKernel(model, table);
  }
}

/** A point of a convex program, and the network that was made of it. */
function proofOfGates(
  model: Exclude<TrainedModel, GeneratedModel | KernelModel>,
  table: TrainingTable,
  program: TrainedProgram,
): Proof {
  const proof = proofOfPoint(model, program, model.point);
  const masked = maskedProgramOf(model, table, program);
  const { point, constant } = model;
  const inner =
    model.kind === "gated" ? gatedNetworkAt(model, point, model.reduction.outputs.shift.length) : model.network.inner;
  const { primalObjective } = model.certificate;
  const { primalObjective: proved } = proof.numbers;
  const fresh = freshFindings(model, program, { primalObjective: proved, dualPoint: proof.dualPoint });
  return {
    numbers: proof.numbers,
    statement: statementOf(program),
    freshGates: fresh.found,
    findings: [
      ...proof.findings,
      ...fresh.findings,
      networkFinding(model, inner, table),
      fractionFinding(model, masked),
      coverageFinding(model, masked),
      ...(constant ? [atMost("constant", primalObjective, objectiveAtConstantAbove(program, point, constant))] : []),
      ...(model.kind === "plain" ? plainFindings(model, masked, proof.numbers.dualObjective) : []),
    ],
  };
}

/** The gated program (8) over the same masks, whatever the penalty of the model's own. */
function maskedProgramOf(model: TrainedModel, table: TrainingTable, program: TrainedProgram): MaskedProgram {
  if (program.form === "group") return program;
  const plain = { ...model, model: "gated-relu" as const, options: { ...model.options, q: 1 } };
  const { loss } = program;
  return { ...(programOfModel(plain as TrainedModel, table, withoutConstant(loss)) as MaskedProgram), loss };
}

/** Both bounds at a point, and whether they prove the model's certificate. */
function proofOfPoint(
  model: TrainedModel,
  program: CertifiedProgram,
  point: SparseBlocks,
): Pick<Proof, "numbers" | "findings"> & { readonly dualPoint: Float64Array } {
  // A file's z̃ is evidence as it stands; elsewhere z = −∇L at the blocks gives it back.
  const dualPoint = model.dualPoint ?? certify(program, point).dualPoint;
  const found = verifyCertificate(program, { ...model.certificate, primalPoint: point, dualPoint });
  return { numbers: numbersOf(found), findings: certificateFindings(model, program.kind, found), dualPoint };
}

function numbersOf(found: Verification): Proof["numbers"] {
  const { primalObjective, dualObjective, dualityGap, relativeGap, maxDifference } = found;
  return { primalObjective, dualObjective, dualityGap, relativeGap, maxDifference };
}

/** The certificate's own numbers. */
function certificateFindings({ certificate }: TrainedModel, kind: string, found: Verification): Finding[] {
  const { program, primalObjective, dualObjective, dualityGap, relativeGap, maxConeViolation } = certificate;
  const gaps = gapOf(primalObjective, dualObjective);
  return [
    same("certificate.program", program, kind),
    atMost("certificate.primalObjective", primalObjective, found.primalObjective),
    atLeast("certificate.dualObjective", dualObjective, found.dualObjective),
    same("certificate.dualityGap", dualityGap, gaps.dualityGap),
    same("certificate.relativeGap", relativeGap, gaps.relativeGap),
    same("certificate.maxConeViolation", maxConeViolation, found.maxConeViolation),
  ];
}

/** Plain neurons are judged by their own weights: what they cost, and how far that is from the bound. */
function plainFindings(model: PlainModel, program: MaskedProgram, dualObjective: number): Finding[] {
  const { decomposition, network, point, constant } = model;
  const objective = plainObjectiveAbove(program, network.inner, constant);
  const { relativeGap } = gapOf(decomposition.objective, model.certificate.dualObjective);
  const total = groupNorm(point);
  const ratio = total > 0 ? weightSize(network.inner) / total : 1;
  const rounding = ratio * 2 ** -44;
  return [
    atMost("decomposition.objective", decomposition.objective, objective),
    same("decomposition.relativeGap", decomposition.relativeGap, relativeGap),
    atLeast("decomposition.relativeGap", model.certificate.dualObjective, dualObjective),
    within("decomposition.inflation", decomposition.inflation, ratio - rounding, ratio + rounding),
  ];
}

/** The kernel matrix is made from the raw table, and the rows that the model keeps must be those of the table. */
function proofOfKernel(model: KernelModel, table: TrainingTable): Proof {
  const { kernel, dual, rows } = model.network.inner;
  const reduced = trainingTable(model, table);
  const { inputs } = reduced;
  const ridge = ridgeOfTable(kernel, reduced, model.sampleWeights);
  const program = ridge.at(model.lambda);
  const { numbers, findings } = proofOfPoint(model, program, kernelRidgePoint(ridge.pointOf(dual)));
  const fraction = model.lambda / ridge.trace;
  const rounding = fraction * 2 ** -44;
  return {
    numbers,
    statement: statementOf({ ...program, inputs }),
    findings: [
      ...findings,
      networkFinding(model, model.network.inner, table),
      sameNumbers("kernel.rows", rows.values, inputs.values),
      same("certificate.coverage", model.certificate.coverage, "sampled"),
      within("lambdaFraction", model.lambdaFraction, fraction - rounding, fraction + rounding),
    ],
  };
}

/** A generated network is its own evidence: objective, residual and dual bound follow from its weights. */
function proofOfGenerated(model: GeneratedModel, table: TrainingTable, loss: Loss): Proof {
  const { certificate, lambda, network, point, gates } = model;
  const { largestViolation = 0, starts = 0 } = certificate;
  const problem = networkTraining({ ...generatedTable(model, table, loss), lambda });
  const found = certifyNetwork(problem, network.inner, { largest: lambda * (1 + largestViolation), starts });
  const verification = verifyCertificate(problem, {
    ...found,
    ...certificate,
    program: found.program,
    maxConeViolation: 0,
    coverage: found.coverage,
  });
  const { hidden, output } = network.inner;
  const blocks = hidden.values.map((value, k) => value * output.values[Math.floor(k / hidden.columns)]);
  const directions = gates.values.map(
    (_, at) => hidden.values[(at % hidden.rows) * hidden.columns + Math.floor(at / hidden.rows)],
  );
  return {
    numbers: numbersOf(verification),
    statement: statementOf(problem),
    findings: [
      ...certificateFindings(model, found.program, verification),
      networkFinding(model, network.inner, table),
      ...allNetworksFindings(model, problem, found.coverage),
      ...signFindings(model, problem),
      same("certificate.coverage", certificate.coverage, found.coverage),
      atMost("certificate.largestViolation", largestViolation, found.largestViolation),
      sameNumbers("point.blocks", point.blocks, blocks),
      sameNumbers("gates", gates.values, directions),
    ],
  };
}

/** What predicts must be the network that was judged: the same predictions of the table, bit for bit. */
function networkFinding(model: TrainedModel, inner: InnerNetwork, { inputs }: TrainingTable): Finding {
  const { constant, calibration, reduction, network } = model;
  const judged = rawNetwork(inner, reduction, { constant, calibration });
  return sameNumbers("the network", network.predict(inputs), judged.predict(inputs));
}
