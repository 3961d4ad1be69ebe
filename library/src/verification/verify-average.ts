import { certifyNetwork } from "../certificates/network-certificate.js";
import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, selectRows, toMatrix } from "../linear-algebra/matrix.js";
import { squared } from "../losses/squared.js";
import type { AverageMember, NetworkMember, TrainedMember } from "../models/average/average-member.js";
import {
  type AverageModel,
  averageModel,
  statementOfAverage,
  trainingRowsOf,
} from "../models/average/average-model.js";
import { provedMemberGap, provedNystromGap } from "../models/average/member-gap.js";
import { networkTraining } from "../programs/network-training.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";
import { type ReducedTable, reducedTable } from "../reductions/reduction.js";
import { atMost, type Finding, problemsOf, same, sameNumbers } from "./findings.js";
import { intervalFindings, rawTableFindings, statementFindings } from "./model-checks.js";
import { unprovedOfIntervals } from "./subject.js";
import { verifyModel } from "./verify-model.js";

/** What `verifyAverage` proved, and whether that is what the file says. */
export interface AverageVerification {
  /** Whether the rows are those of training, and every claim of every member is proved; there is no tolerance. */
  readonly verified: boolean;
  /** Largest proved relative gap of the kernel members and the trained ones. */
  readonly relativeGap: number;
  /** Largest difference between a gap that the file claims and the one that is proved. */
  readonly maxDifference: number;
  /** The claims that do not hold, one sentence each. */
  readonly problems: readonly string[];
  /** SHA-256 of the rows as encoded, the targets and every λ: what the proofs are about. */
  readonly hashes: Readonly<Record<string, string>>;
  /** Parts of the file that nothing here proves. */
  readonly notChecked: readonly string[];
}

/**
 * Proves an averaged model's claims from its raw training table: the rows its kernels compare with, the duality gap of every kernel ridge
 * regression, the objective, coverage and gap of every network, and all that `verifyModel` proves of a trained member. Does not bound a generated
 * network from below where its coverage is "generated": its search proves nothing beyond its gates.
 * @returns which claims hold, and the largest gap
 * @throws InputError when the table does not fit the model
 */
export function verifyAverage(model: AverageModel, inputs: MatrixLike, targets: RawTargets): AverageVerification {
  const raw = toMatrix(inputs, "inputs");
  const numbers = targetsForModel(model, targets, requiredRows(model, raw), false);
  const rows = reducedTable(model.reduction, raw, numbers);
  const statement = statementOfAverage(model.members, rows);
  const table = { inputs: raw, targets };
  const members = model.members.map((member, m) =>
    member.kind === "trained"
      ? trainedFindings(member, table, `members.${m}.model`)
      : memberFindings(member, rows, model.inputs, `members.${m}`),
  );
  const gaps = members.flatMap(({ gap }) => (gap === undefined ? [] : [gap]));
  const problems = problemsOf([
    same("task", model.task, model.labels ? "classification" : "regression"),
    ...tableFindings(model, { inputs: raw, targets: numbers }),
    ...rowFindings(model, raw, rows),
    ...intervalFindings(model, { inputs: raw, targets: numbers }),
    ...statementFindings(model, statement),
    ...members.flatMap(({ findings }) => findings),
  ]);
  const relativeGap = Math.max(0, ...gaps.map(({ proved }) => proved));
  const maxDifference = Math.max(0, ...gaps.map(({ proved, claimed }) => Math.abs(proved - claimed)));
  const { hashes } = statement;
  return { verified: problems.length === 0, relativeGap, maxDifference, problems, hashes, notChecked: unproved(model) };
}

function requiredRows(model: AverageModel, inputs: Matrix): number {
  const trained = trainingRowsOf(model);
  if (inputs.rows === trained) return inputs.rows;
  throw new InputError({
    code: "shape-mismatch",
    argument: "inputs",
    got: `${inputs.rows} rows`,
    expected: `the ${trained} rows that the model was trained on`,
  });
}

/** The rows that kernels compare with, and the network that predicts. */
function rowFindings(model: AverageModel, raw: Matrix, rows: ReducedTable): Finding[] {
  const { inputs, centres } = model;
  const trained = centres ? selectRows(rows.inputs, centres.rows) : rows.inputs;
  const kept = sameNumbers("inputs", inputs.values, trained.values);
  if (!kept.holds) return [kept];
  return [kept, sameNumbers("the network", model.network.predict(raw), averageModel(model).network.predict(raw))];
}

/** The maps of columns and outputs: as they are learned from the table, or none. */
function tableFindings(model: AverageModel, table: ReducedTable): Finding[] {
  const { reduction } = model;
  const { columns, outputs } = reduction;
  const plain = (shift: Float64Array, scale: Float64Array) =>
    shift.every((value) => value === 0) && scale.every((value) => value === 1);
  const options = {
    standardise: !plain(columns.shift, columns.factor),
    standardiseTargets: !plain(outputs.shift, outputs.scale),
    bias: columns.bias,
  };
  return rawTableFindings(model, table, options, { link: undefined, groupSize: 1 });
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly gap?: { readonly proved: number; readonly claimed: number };
}

/** A member that is a model of its own, with everything that it says. */
function trainedFindings(
  { model }: TrainedMember,
  { inputs, targets }: { readonly inputs: MatrixLike; readonly targets: RawTargets },
  field: string,
): Judged {
  const { problems, relativeGap } = verifyModel(model, inputs, targets);
  const findings = problems.map((problem) => {
    const [name, ...words] = problem.replace(/\.$/, "").split(" ");
    return { field: `${field}.${name}`, holds: false, problem: words.join(" ") };
  });
  return { findings, gap: { proved: relativeGap, claimed: model.certificate.relativeGap } };
}

/** @param kept what the model's kernels compare with */
function memberFindings(
  member: Exclude<AverageMember, TrainedMember>,
  table: ReducedTable,
  kept: Matrix,
  field: string,
): Judged {
  if (member.kind === "relu") return { findings: networkFindings(member, table, field) };
  const { jitter } = member;
  const proved =
    jitter === undefined ? provedMemberGap(member, table) : provedNystromGap({ ...member, jitter }, kept, table);
  const claimed = member.relativeGap;
  return { findings: [atMost(`${field}.relativeGap`, claimed, proved)], gap: { proved, claimed } };
}

/** The network's own certificate, from its weights alone. */
function networkFindings(member: NetworkMember, { inputs, targets }: ReducedTable, field: string): Finding[] {
  const { network, lambda, objective, relativeGap, coverage } = member;
  const found = certifyNetwork(networkTraining({ inputs, targets, loss: squared(), lambda }), network);
  return [
    atMost(`${field}.objective`, objective, found.primalObjective),
    same(`${field}.coverage`, coverage, found.coverage),
    atMost(`${field}.relativeGap`, relativeGap, found.relativeGap),
  ];
}

function unproved({ members, notes, calibration, intervals, centres }: AverageModel): string[] {
  const generated = members.some((member) => member.kind === "relu" && member.coverage === "generated");
  return [
    "how the members were chosen and weighed, their ridges, bandwidths and metrics among them",
    ...(centres ? ["functions of kernels that need other centres than those of the model"] : []),
    ...(calibration ? ["calibration"] : []),
    ...(intervals ? [unprovedOfIntervals] : []),
    ...(generated ? ["how far generated networks are from the best one: a search found their bound"] : []),
    ...(notes.length > 0 ? ["notes"] : []),
  ];
}
