import { outputsForLabels } from "../../reductions/class-labels.js";
import { anything, array, byKind, number, object, oneOf, optional, type ValueOf } from "../../schemas/schema.js";
import { versionOf } from "./average-version.js";
import { kernelFits } from "./kernel-record.js";
import { type ModelRecord, modelSchema } from "./model-schema.js";
import { modelSizes } from "./model-sizes.js";
import { neuronsFit } from "./network-parts.js";
import type { SizeCheck } from "./record-file.js";
import { backgroundSize, hasSize } from "./vocabulary.js";
import {
  calibrationSchema,
  foldAverageSchema,
  intervalsSchema,
  kernelSchema,
  onFirstUse,
  vocabulary,
} from "./vocabulary-schema.js";

/** The file of an averaged model, version 1, 2 or 3: the rows that its kernels compare with, and every member. */
export const averageSchema = onFirstUse(() => {
  const { count, task, labels, reduction, table, notes, statement } = vocabulary();
  return object({
    format: oneOf("halfspace-average"),
    version: oneOf(1, 2, 3),
    task,
    labels,
    reduction,
    inputs: table,
    centres: optional(object({ rows: array(count), among: count })),
    members: array(memberSchema(), 1),
    calibration: optional(calibrationSchema()),
    intervals: optional(intervalsSchema(foldAverageSchema())),
    statement,
    notes,
    background: optional(table),
    table: anything(),
  });
});

function memberSchema() {
  const { positive, table, neurons } = vocabulary();
  const weight = optional(number({ least: 0 }));
  return byKind("kind", [
    object({
      kind: oneOf("kernel"),
      weight,
      kernel: kernelSchema(),
      scale: positive,
      lambda: positive,
      dualCoefficients: table,
      jitter: optional(positive),
      relativeGap: number(),
    }),
    object({
      kind: oneOf("relu"),
      weight,
      ...neurons,
      lambda: positive,
      objective: number(),
      relativeGap: number(),
      coverage: oneOf("complete", "generated"),
    }),
    object({ kind: oneOf("trained"), weight, model: modelSchema() }),
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
    ["version", record.version === versionOf(record)],
    ["reduction", columns.factor.length === columns.shift.length && outputs.scale.length === k],
    ["inputs", hasSize(inputs, inputs.rows, d)],
    ["centres", centresFit(record)],
    ["labels", (task === "classification") === (labels !== null) && (!labels || k === outputsForLabels(labels))],
    ["calibration", record.calibration === undefined || labels !== null],
    backgroundSize(record, columns.shift.length),
    ["members", members.every((member) => memberFits(member, inputs.rows, d, k))],
    ["members", members.every((member) => member.kind !== "trained" || trainedFits(member.model, record))],
  ];
}

/** Rows of the table in ascending order, as many as `inputs` has; every kernel is then one over centres, and otherwise none is. */
function centresFit({ centres, inputs, members }: AverageRecord): boolean {
  const fits = members.every(
    (member) => member.kind !== "kernel" || (member.jitter !== undefined) === (centres !== undefined),
  );
  if (!centres) return fits;
  const { rows, among } = centres;
  const ascending = rows.every((row, k) => row < among && (k === 0 || row > rows[k - 1]));
  return fits && ascending && rows.length === inputs.rows;
}

/** @param n rows that kernels compare with  @param d mapped columns  @param k outputs */
function memberFits(member: MemberRecord, n: number, d: number, k: number): boolean {
  if (member.kind === "relu") return neuronsFit(member, d, k);
  if (member.kind === "trained") return modelSizes(member.model).every(([, fits]) => fits);
  return kernelFits(member.kernel, d) && hasSize(member.dualCoefficients, n, k);
}

/** A gated network of two plain layers, over the columns of the average as they are mapped there, and of its outputs. */
function trainedFits(model: ModelRecord, { reduction, labels, task }: AverageRecord): boolean {
  const { columns, outputs } = model.reduction;
  return (
    (model.model === "gated-relu" || model.model === "mkl") &&
    !model.shape &&
    model.task === task &&
    JSON.stringify(model.labels) === JSON.stringify(labels) &&
    columns.bias === reduction.columns.bias &&
    sameNumbers(columns.shift, reduction.columns.shift) &&
    sameNumbers(columns.factor, reduction.columns.factor) &&
    outputs.shift.length === reduction.outputs.shift.length &&
    outputs.link === undefined
  );
}

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, k) => value === b[k]);
