/** Helper threads over the kernels' shared memory, as the engine sees them. */
export interface Team {
  /** Helpers that can take work now; grows as they come up. */
  readonly ready: number;
  /** One part to each of the first lists.length threads, the first to the caller's own kernel. Returns the sum of the results. */
  run(kernel: string, lists: number[][], own: (...values: number[]) => number | undefined): number;
  stop(): void;
}
