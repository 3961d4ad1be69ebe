import type { KernelMachine } from "./kernel-machine.js";
import type { TrainedFacts } from "./model-facts.js";

/** Kernel ridge regression with the neural tangent kernel, or with a Gaussian one. */
export type KernelName = "ntk" | "gaussian";

/** Kernel ridge regression: one block, no gates. */
export interface KernelModel extends TrainedFacts<KernelMachine> {
  readonly kind: "kernel";
  readonly model: KernelName;
  readonly decomposition: null;
}
