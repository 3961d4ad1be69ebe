import type { AverageMember } from "../../models/average/average-member.js";
import { type AverageModel, averageModel } from "../../models/average/average-model.js";
import type { GatedModel } from "../../models/gated-model.js";
import type { AverageRecord, MemberRecord } from "./average-schema.js";
import { versionOf } from "./average-version.js";
import { averageIntervalsOf, averageIntervalsRecord } from "./interval-record.js";
import { kernelOfRecord, kernelRecord } from "./kernel-record.js";
import { modelOfRecord, modelRecord } from "./model-record.js";
import { neuronsOf, neuronsRecord } from "./network-parts.js";
import {
  backgroundOf,
  backgroundRecord,
  calibrationRecord,
  matrixOf,
  reductionOf,
  reductionRecord,
  statementRecord,
  tableRecord,
} from "./vocabulary.js";

/** An averaged model as its file keeps it, in the file's order. @param table what travels with the model */
export function averageRecord(model: AverageModel, table: unknown): AverageRecord {
  const { task, labels, reduction, inputs, centres, calibration, intervals, notes, statement } = model;
  const members = model.members.map(memberRecord);
  return {
    format: "halfspace-average",
    version: versionOf({ members, calibration, intervals, centres }),
    task,
    labels: labels && [...labels],
    reduction: reductionRecord(reduction),
    inputs: tableRecord(inputs),
    ...(centres ? { centres: { rows: [...centres.rows], among: centres.among } } : {}),
    members,
    ...calibrationRecord({ calibration }),
    ...averageIntervalsRecord(model),
    ...statementRecord(statement),
    notes: [...notes],
    ...backgroundRecord(model),
    table: table ?? null,
  };
}

/** The averaged model of a record whose sizes fit. */
export function averageOfRecord(record: AverageRecord): AverageModel {
  const { task, labels, reduction, inputs, centres, members, calibration, notes, statement, table } = record;
  return averageModel({
    task,
    labels,
    notes,
    reduction: reductionOf(reduction),
    inputs: matrixOf(inputs),
    ...(centres ? { centres: { ...centres, rows: Int32Array.from(centres.rows) } } : {}),
    members: members.map(memberOf),
    ...(calibration ? { calibration } : {}),
    ...averageIntervalsOf(record),
    ...backgroundOf(record),
    ...(statement ? { statement } : {}),
    table: table ?? undefined,
  });
}

function memberRecord(member: AverageMember): MemberRecord {
  const weight = member.weight === undefined ? {} : { weight: member.weight };
  if (member.kind === "trained") return { kind: member.kind, ...weight, model: modelRecord(member.model, null) };
  if (member.kind === "relu") {
    const { kind, network, lambda, objective, relativeGap, coverage } = member;
    return { kind, ...weight, ...neuronsRecord(network), lambda, objective, relativeGap, coverage };
  }
  const { kind, kernel, scale, lambda, dualCoefficients, jitter, relativeGap } = member;
  const coefficients = { dualCoefficients: tableRecord(dualCoefficients), ...(jitter === undefined ? {} : { jitter }) };
  return { kind, ...weight, kernel: kernelRecord(kernel), scale, lambda, ...coefficients, relativeGap };
}

function memberOf(record: MemberRecord): AverageMember {
  // Its sizes were checked with the rest, and that it is a gated network.
  if (record.kind === "trained") return { ...record, model: modelOfRecord(record.model) as GatedModel };
  if (record.kind === "relu") {
    const { hidden, output, ...rest } = record;
    return { ...rest, network: neuronsOf({ hidden, output }) };
  }
  const { kernel, dualCoefficients, ...rest } = record;
  return { ...rest, kernel: kernelOfRecord(kernel), dualCoefficients: matrixOf(dualCoefficients) };
}
