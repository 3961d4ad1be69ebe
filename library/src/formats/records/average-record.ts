import { z } from "zod";
import { type AverageMember, type AverageModel, averageModel } from "../../models/average-model.js";
import { outputsForLabels } from "../../reductions/class-labels.js";
import { kernelOfRecord, kernelRecord, kernelSchema } from "./kernel-record.js";
import type { FileKind, SizeCheck } from "./record-file.js";
import {
  hasSize,
  matrixOf,
  neuronsOf,
  neuronsRecord,
  onFirstUse,
  reductionOf,
  reductionRecord,
  tableRecord,
  vocabulary,
} from "./vocabulary.js";

/** The file of an averaged model, version 1: the rows that its kernels compare with, and every member. */
const averageSchema = onFirstUse(() => {
  const { task, labels, reduction, table, notes } = vocabulary();
  return z.strictObject({
    format: z.literal("halfspace-average"),
    version: z.literal(1),
    task,
    labels,
    reduction,
    inputs: table,
    members: z.array(memberSchema()).min(1),
    notes,
    table: z.unknown(),
  });
});

function memberSchema() {
  const { positive, table, neurons } = vocabulary();
  return z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("kernel"),
      kernel: kernelSchema(),
      scale: positive,
      lambda: positive,
      dualCoefficients: table,
      relativeGap: z.number(),
    }),
    z.strictObject({
      kind: z.literal("relu"),
      ...neurons,
      lambda: positive,
      objective: z.number(),
      relativeGap: z.number(),
      coverage: z.enum(["complete", "generated"]),
    }),
  ]);
}

type AverageRecord = z.infer<ReturnType<typeof averageSchema>>;
type MemberRecord = AverageRecord["members"][number];

export const averageFileKind: FileKind<AverageRecord> = {
  name: "average file",
  holds: "an average of halfspace models",
  format: "halfspace-average",
  versions: [1],
  schema: averageSchema,
  sizes: averageSizes,
};

/** @param table what travels with the model */
export function averageRecord(model: AverageModel, table: unknown): AverageRecord {
  const { task, labels, reduction, inputs, members, notes } = model;
  return {
    format: "halfspace-average",
    version: 1,
    task,
    labels: labels && [...labels],
    reduction: reductionRecord(reduction),
    inputs: tableRecord(inputs),
    members: members.map(memberRecord),
    notes: [...notes],
    table: table ?? null,
  };
}

export function averageOfRecord({ task, labels, reduction, inputs, members, notes, table }: AverageRecord) {
  return averageModel({
    task,
    labels,
    notes,
    reduction: reductionOf(reduction),
    inputs: matrixOf(inputs),
    members: members.map(memberOf),
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

function averageSizes({ reduction, inputs, members, labels, task }: AverageRecord): SizeCheck[] {
  const { columns, outputs } = reduction;
  const d = columns.shift.length + (columns.bias ? 1 : 0);
  const k = outputs.shift.length;
  return [
    ["reduction", columns.factor.length === columns.shift.length && outputs.scale.length === k],
    ["inputs", hasSize(inputs, inputs.rows, d)],
    ["labels", (task === "classification") === (labels !== null) && (!labels || k === outputsForLabels(labels))],
    ["members", members.every((member) => memberFits(member, inputs.rows, d, k))],
  ];
}

/** @param n training rows  @param d mapped columns  @param k outputs */
function memberFits(member: MemberRecord, n: number, d: number, k: number): boolean {
  if (member.kind === "relu") {
    const { hidden, output } = member;
    return hasSize(hidden, hidden.rows, d) && hasSize(output, hidden.rows, k);
  }
  const { kernel, dualCoefficients } = member;
  const gatesFit = kernel.kind !== "masking" || hasSize(kernel.gates, d, kernel.weights.length);
  return gatesFit && hasSize(dualCoefficients, n, k);
}
