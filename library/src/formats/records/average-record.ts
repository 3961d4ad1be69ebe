import { type AverageMember, type AverageModel, averageModel } from "../../models/average-model.js";
import type { AverageRecord, MemberRecord } from "./average-schema.js";
import { kernelOfRecord, kernelRecord } from "./kernel-record.js";
import {
  backgroundOf,
  backgroundRecord,
  matrixOf,
  neuronsOf,
  neuronsRecord,
  reductionOf,
  reductionRecord,
  statementRecord,
  tableRecord,
} from "./vocabulary.js";

/** An averaged model as its file keeps it, in the file's order. @param table what travels with the model */
export function averageRecord(model: AverageModel, table: unknown): AverageRecord {
  const { task, labels, reduction, inputs, members, notes, statement } = model;
  return {
    format: "halfspace-average",
    version: 1,
    task,
    labels: labels && [...labels],
    reduction: reductionRecord(reduction),
    inputs: tableRecord(inputs),
    members: members.map(memberRecord),
    ...statementRecord(statement),
    notes: [...notes],
    ...backgroundRecord(model),
    table: table ?? null,
  };
}

/** The averaged model of a record whose sizes fit. */
export function averageOfRecord(record: AverageRecord): AverageModel {
  const { task, labels, reduction, inputs, members, notes, statement, table } = record;
  return averageModel({
    task,
    labels,
    notes,
    reduction: reductionOf(reduction),
    inputs: matrixOf(inputs),
    members: members.map(memberOf),
    ...backgroundOf(record),
    ...(statement ? { statement } : {}),
    table: table ?? undefined,
  });
}

function memberRecord(member: AverageMember): MemberRecord {
  if (member.kind === "relu") {
    const { kind, network, lambda, objective, relativeGap, coverage } = member;
    return { kind, ...neuronsRecord(network), lambda, objective, relativeGap, coverage };
  }
  const { kind, kernel, scale, lambda, dualCoefficients, relativeGap } = member;
  const coefficients = tableRecord(dualCoefficients);
  return { kind, kernel: kernelRecord(kernel), scale, lambda, dualCoefficients: coefficients, relativeGap };
}

function memberOf(record: MemberRecord): AverageMember {
  if (record.kind === "relu") {
    const { hidden, output, ...rest } = record;
    return { ...rest, network: neuronsOf({ hidden, output }) };
  }
  const { kernel, dualCoefficients, ...rest } = record;
  return { ...rest, kernel: kernelOfRecord(kernel), dualCoefficients: matrixOf(dualCoefficients) };
}
