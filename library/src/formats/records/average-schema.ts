import { outputsForLabels } from "../../reductions/class-labels.js";
import { anything, array, byKind, number, object, oneOf, optional, type ValueOf } from "../../schemas/schema.js";
import type { SizeCheck } from "./record-file.js";
import { backgroundSize, hasSize } from "./vocabulary.js";
import { kernelSchema, onFirstUse, vocabulary } from "./vocabulary-schema.js";

/** The file of an averaged model, version 1: the rows that its kernels compare with, and every member. */
export const averageSchema = onFirstUse(() => {
  const { task, labels, reduction, table, notes, statement } = vocabulary();
  return object({
    format: oneOf("halfspace-average"),
    version: oneOf(1),
    task,
    labels,
    reduction,
    inputs: table,
    members: array(memberSchema(), 1),
    statement,
    notes,
    background: optional(table),
    table: anything(),
  });
});

function memberSchema() {
  const { positive, table, neurons } = vocabulary();
  return byKind("kind", [
    object({
      kind: oneOf("kernel"),
      kernel: kernelSchema(),
      scale: positive,
      lambda: positive,
      dualCoefficients: table,
      relativeGap: number(),
    }),
    object({
      kind: oneOf("relu"),
      ...neurons,
      lambda: positive,
      objective: number(),
      relativeGap: number(),
      coverage: oneOf("complete", "generated"),
    }),
  ]);
}

export type AverageRecord = ValueOf<ReturnType<typeof averageSchema>>;
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
