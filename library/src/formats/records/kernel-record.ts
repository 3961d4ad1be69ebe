import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { ValueOf } from "../../schemas/schema.js";
import { hasSize, matrixOf, tableRecord } from "./vocabulary.js";
import type { kernelSchema } from "./vocabulary-schema.js";

/** A kernel as records hold it: its kind, and what that kind needs. */
export type KernelRecord = ValueOf<ReturnType<typeof kernelSchema>>;

export function kernelRecord(kernel: KernelDescription): KernelRecord {
  if (kernel.kind === "metric") return { kind: kernel.kind, map: tableRecord(kernel.map), kernel: kernel.kernel };
  if (kernel.kind !== "masking") return kernel;
  return { kind: kernel.kind, gates: tableRecord(kernel.gates), weights: [...kernel.weights] };
}

/** @param d mapped columns */
export function kernelFits(kernel: KernelRecord, d: number): boolean {
  if (kernel.kind === "metric") return hasSize(kernel.map, d, kernel.map.columns);
  return kernel.kind !== "masking" || hasSize(kernel.gates, d, kernel.weights.length);
}

export function kernelOfRecord(record: KernelRecord): KernelDescription {
  if (record.kind === "metric") return { kind: record.kind, map: matrixOf(record.map), kernel: record.kernel };
  if (record.kind !== "masking") return record;
  return { kind: record.kind, gates: matrixOf(record.gates), weights: Float64Array.from(record.weights) };
}
