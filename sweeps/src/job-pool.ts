import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";
import type { Job, JobResult } from "./job.js";

/** How a job ended in a thread; errors are data, so that a thread goes on after one. */
export type ThreadAnswer =
  | { readonly result: JobResult }
  | { readonly error: { readonly message: string; readonly lasting: boolean } };

/** A task for a thread: the table is read, checked and kept there. */
export interface ThreadTask {
  readonly job: Job;
  /** Path of the table's bytes. */
  readonly table: string;
}

/** Threads that evaluate jobs, each one job at a time. */
export interface JobPool {
  readonly size: number;
  evaluate(task: ThreadTask, signal?: AbortSignal): Promise<ThreadAnswer>;
  close(): Promise<void>;
}

export function jobPool(threads: number = availableParallelism()): JobPool {
  const pool = new Tinypool({
    filename: new URL("./job-thread.js", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
  });
  return {
    size: threads,
    evaluate: (task, signal) => pool.run(task, signal ? { signal } : {}) as Promise<ThreadAnswer>,
    close: () => pool.destroy(),
  };
}
