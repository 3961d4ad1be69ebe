import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import type { PredictingRecord } from "./predicting-schema.js";
import { matrixOf } from "./vocabulary.js";

/** A kernel machine as a model file keeps it. */
export type KernelMachineRecord = NonNullable<PredictingRecord["kernel"]>;

/** The machine of a record whose sizes fit. */
export function kernelMachineOf({ bandwidth, rows, dual }: KernelMachineRecord): KernelMachine {
  const kernel: KernelDescription = bandwidth === null ? { kind: "neural-tangent" } : { kind: "gaussian", bandwidth };
  return { kind: "kernel", kernel, scale: 1, rows: matrixOf(rows), dual: matrixOf(dual) };
}
