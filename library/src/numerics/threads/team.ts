import type { Kernel } from "../wasm/module.js";

/** Helper threads over the kernels' shared memory, as the engine sees them. */
export interface Team {
  /** Helpers that can take work now; grows as they come up, 0 once they failed or were stopped. */
  readonly ready: number;
  /** One part to each of lists.length threads, the first to the caller's own kernel. Returns the sum of the results. */
  run(kernel: string, lists: number[][], own: Kernel, work: number): number;
  stop(): void;
}
