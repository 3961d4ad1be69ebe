import { z } from "zod";
import { FormatError, rejectUnknownOptions } from "../errors.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { type AverageMember, type AverageModel, averageModel } from "../models/average-model.js";
import { reluNetwork } from "../networks/relu.js";
import type { ModelFileOptions } from "./model-file.js";

/** The file of an averaged model, version 1: the rows that its kernels compare with, and every member. */
const numbers = z.array(z.number());
const count = z.int().min(0);
const table = z.strictObject({ rows: count, columns: count, values: numbers });
const kernel = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("neural-tangent") }),
  z.strictObject({ kind: z.literal("relu-tangent") }),
  z.strictObject({ kind: z.literal("gaussian"), bandwidth: z.number().positive() }),
  z.strictObject({ kind: z.literal("masking"), gates: table, weights: numbers }),
]);
const member = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("kernel"),
    kernel,
    scale: z.number().positive(),
    lambda: z.number().positive(),
    dualCoefficients: table,
    relativeGap: z.number(),
  }),
  z.strictObject({
    kind: z.literal("relu"),
    hidden: table,
    output: table,
    lambda: z.number().positive(),
    objective: z.number(),
    relativeGap: z.number(),
    coverage: z.enum(["complete", "generated"]),
  }),
]);
const averageSchema = z.strictObject({
  format: z.literal("halfspace-average"),
  version: z.literal(1),
  task: z.enum(["regression", "classification"]),
  labels: z.union([z.array(z.union([z.string(), z.number(), z.boolean()])).min(2), z.null()]),
  reduction: z.strictObject({
    columns: z.strictObject({ shift: numbers, factor: numbers, bias: z.boolean() }),
    outputs: z.strictObject({ shift: numbers, scale: numbers }),
  }),
  inputs: table,
  members: z.array(member).min(1),
  notes: z.array(z.string()),
  table: z.unknown(),
});

type AverageRecord = z.infer<typeof averageSchema>;

/** An averaged model as JSON text; the same model gives the same bytes. */
export function toAverageFile(model: AverageModel, options: ModelFileOptions = {}): string {
  rejectUnknownOptions(options, ["table"], "toAverageFile");
  const { task, labels, reduction, inputs, members, notes } = model;
  const { columns, outputs } = reduction;
  const record: AverageRecord = {
    format: "halfspace-average",
    version: 1,
    task,
    labels: labels && [...labels],
    reduction: {
      columns: { shift: [...columns.shift], factor: [...columns.factor], bias: columns.bias },
      outputs: { shift: [...outputs.shift], scale: [...outputs.scale] },
    },
    inputs: plain(inputs),
    members: members.map(memberRecord),
    notes: [...notes],
    table: ("table" in options ? options.table : model.table) ?? null,
  };
  const lines = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Whether a text is meant to be the file of an averaged model. */
export function isAverageFile(text: string): boolean {
  return /^\s*\{\s*"format"\s*:\s*"halfspace-average"/.test(text);
}

/** @throws FormatError, in one line, when the text is damaged, of another kind or of a later version */
export function fromAverageFile(text: string): AverageModel {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    throw new FormatError("average file: damaged, it is not JSON");
  }
  const { version } = (raw ?? {}) as { version?: unknown };
  if (typeof version === "number" && version > 1) {
    throw new FormatError(`average file: version ${version}; this program reads version 1, a newer one is needed`);
  }
  const parsed = averageSchema.safeParse(raw);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new FormatError(`average file: damaged, ${path.join(".")}: ${message.replace(/\s+/g, " ")}`);
  }
  requireFittingSizes(parsed.data);
  const { reduction, inputs, members, task, labels, notes, table: travels } = parsed.data;
  return averageModel({
    task,
    labels,
    notes,
    reduction: {
      columns: {
        shift: Float64Array.from(reduction.columns.shift),
        factor: Float64Array.from(reduction.columns.factor),
        bias: reduction.columns.bias,
      },
      outputs: {
        shift: Float64Array.from(reduction.outputs.shift),
        scale: Float64Array.from(reduction.outputs.scale),
      },
    },
    inputs: dense(inputs),
    members: members.map(memberOf),
    table: travels ?? undefined,
  });
}

function memberRecord(entry: AverageMember): AverageRecord["members"][number] {
  if (entry.kind === "relu") {
    const { network, lambda, objective, relativeGap, coverage } = entry;
    const [hidden, output] = [plain(network.hidden), plain(network.output)];
    return { kind: "relu", hidden, output, lambda, objective, relativeGap, coverage };
  }
  const { scale, lambda, dualCoefficients, relativeGap } = entry;
  const described =
    entry.kernel.kind === "masking"
      ? { kind: entry.kernel.kind, gates: plain(entry.kernel.gates), weights: [...entry.kernel.weights] }
      : entry.kernel;
  return { kind: "kernel", kernel: described, scale, lambda, dualCoefficients: plain(dualCoefficients), relativeGap };
}

function memberOf(record: AverageRecord["members"][number]): AverageMember {
  if (record.kind === "relu") {
    const { hidden, output, ...rest } = record;
    return { ...rest, network: reluNetwork(dense(hidden), dense(output)) };
  }
  const described: KernelDescription =
    record.kernel.kind === "masking"
      ? { kind: "masking", gates: dense(record.kernel.gates), weights: Float64Array.from(record.kernel.weights) }
      : record.kernel;
  return { ...record, kernel: described, dualCoefficients: dense(record.dualCoefficients) };
}

function requireFittingSizes({ reduction, inputs, members, labels, task }: AverageRecord): void {
  const { columns, outputs } = reduction;
  const d = columns.shift.length + (columns.bias ? 1 : 0);
  const k = outputs.shift.length;
  const whole = (part: { rows: number; columns: number; values: number[] }, rows: number, width: number) =>
    part.rows === rows && part.columns === width && part.values.length === rows * width;
  const memberFits = (entry: AverageRecord["members"][number]) => {
    if (entry.kind === "relu") {
      const { hidden, output } = entry;
      return whole(hidden, hidden.rows, d) && whole(output, hidden.rows, k);
    }
    const { kernel: described, dualCoefficients } = entry;
    const gates = described.kind !== "masking" || whole(described.gates, d, described.weights.length);
    return gates && whole(dualCoefficients, inputs.rows, k);
  };
  const checks: [string, boolean][] = [
    ["reduction", columns.factor.length === columns.shift.length && outputs.scale.length === k],
    ["inputs", whole(inputs, inputs.rows, d)],
    [
      "labels",
      (task === "classification") === (labels !== null) && (!labels || k === (labels.length === 2 ? 1 : labels.length)),
    ],
    ["members", members.every(memberFits)],
  ];
  for (const [name, fine] of checks) {
    if (!fine) throw new FormatError(`average file: damaged, the size of ${name} does not fit the rest`);
  }
}

const plain = ({ rows, columns, values }: Matrix) => ({ rows, columns, values: [...values] });
const dense = ({ rows, columns, values }: { rows: number; columns: number; values: number[] }): Matrix =>
  matrix(rows, columns, values);
