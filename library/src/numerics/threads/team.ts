import type { Kernel } from "../wasm/module.js";

/** Parts of one job at most. */
export const MOST_PARTS = 128;

/** Helper threads over the kernels' shared memory, as the engine sees them. */
export interface Team {
  /** Helpers that can take work now; grows as they come up, 0 once they failed or were stopped. */
  readonly ready: number;
  /**
   * Runs the kernel once for every list of arguments, on the caller and the helpers. Whoever is free takes the next
   * list, so that a core that is slow for a while holds nobody up. NaN in a list stands for the scratch of the thread
   * that takes it.
   * @returns the sum of the results, in the order of the lists
   */
  run(kernel: string, lists: number[][], own: Kernel, work: number): number;
  stop(): void;
}
