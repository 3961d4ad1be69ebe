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

/** A job that takes longer than this many seconds is given up: a damaged table must not hold a thread for ever. */
const longestJob = 4 * 3600;

/** The answer of a thread. @throws `signal.reason` when aborted */
async function evaluateWithin(pool: Tinypool, task: ThreadTask, signal?: AbortSignal): Promise<ThreadAnswer> {
  const late = AbortSignal.timeout(1000 * longestJob);
  try {
    return await pool.run(task, { signal: signal ? AbortSignal.any([signal, late]) : late });
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (!late.aborted) throw error;
    return { error: { message: `the job took longer than ${longestJob / 3600} hours`, lasting: true } };
  }
}

/** How jobs are spread: over so many threads, or processes, where each job can tell its own processor seconds. */
export interface JobPoolOptions {
  /** Default: one a core. */
  readonly threads?: number | undefined;
  /** Default false. */
  readonly ownProcesses?: boolean;
}

export function jobPool({ threads = availableParallelism(), ownProcesses = false }: JobPoolOptions = {}): JobPool {
  const pool = new Tinypool({
    filename: new URL("./job-thread.js", import.meta.url).href,
    // A process gets no environment unless it is handed one.
    ...(ownProcesses ? { runtime: "child_process", env: process.env as Record<string, string> } : {}),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
  });
  return {
    size: threads,
    evaluate: (task, signal) => evaluateWithin(pool, task, signal),
    close: () => pool.destroy(),
  };
}
