import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import { type ReluNetwork, reluNetwork } from "../../networks/relu.js";
import type { PredictingRecord } from "./predicting-schema.js";
import { hasSize, matrixOf, type TableRecord, tableRecord } from "./vocabulary.js";

/** The weights of plain neurons. */
export interface NeuronsRecord {
  hidden: TableRecord;
  output: TableRecord;
}

export const neuronsRecord = ({ hidden, output }: ReluNetwork): NeuronsRecord => ({
  hidden: tableRecord(hidden),
  output: tableRecord(output),
});

export const neuronsOf = ({ hidden, output }: NeuronsRecord): ReluNetwork =>
  reluNetwork(matrixOf(hidden), matrixOf(output));

/** @param d mapped columns @param k outputs */
export const neuronsFit = ({ hidden, output }: NeuronsRecord, d: number, k: number): boolean =>
  hasSize(hidden, hidden.rows, d) && hasSize(output, hidden.rows, k);

/** A kernel machine as a model file keeps it. */
export type KernelMachineRecord = NonNullable<PredictingRecord["kernel"]>;

/** The machine of a record whose sizes fit. */
export function kernelMachineOf({ bandwidth, rows, dual }: KernelMachineRecord): KernelMachine {
  const kernel: KernelDescription = bandwidth === null ? { kind: "neural-tangent" } : { kind: "gaussian", bandwidth };
  return { kind: "kernel", kernel, scale: 1, rows: matrixOf(rows), dual: matrixOf(dual) };
}
