import { z } from "zod";
import { outputsForLabels } from "../../reductions/class-labels.js";
import type { SizeCheck } from "./record-file.js";
import { backgroundSize, hasSize } from "./vocabulary.js";
import { kernelSchema, onFirstUse, vocabulary } from "./vocabulary-schema.js";

/** The file of an averaged model, version 1: the rows that its kernels compare with, and every member. */
export const averageSchema = onFirstUse(() => {
  const { task, labels, reduction, table, notes, statement } = vocabulary();
  return z.strictObject({
    format: z.literal("halfspace-average"),
    version: z.literal(1),
    task,
    labels,
    reduction,
    inputs: table,
    members: z.array(memberSchema()).min(1),
    statement,
    notes,
    background: table.optional(),
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

export type AverageRecord = z.infer<ReturnType<typeof averageSchema>>;
export type MemberRecord = AverageRecord["members"][number];

/** What must hold between the sizes of its parts. */
export function averageSizes(record: AverageRecord): SizeCheck[] {
  const { reduction, inputs, members, labels, task } = record;
  const { columns, outputs } = reduction;
  const d = columns.shift.length + (columns.bias ? 1 : 0);
  const k = outputs.shift.length;
  return [
    ["reduction", columns.factor.length === columns.shift.length && outputs.scale.length === k],
    ["inputs", hasSize(inputs, inputs.rows, d)],
    ["labels", (task === "classification") === (labels !== null) && (!labels || k === outputsForLabels(labels))],
    backgroundSize(record, columns.shift.length),
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
