import type { Job, JobResult } from "./job.js";

/** What a coordinator hears of a job. */
export interface Heard {
  /** Done: called once a job, or more often with the same result. */
  result(job: Job, result: JobResult): void;
  /** Set aside: it failed again and again, or would fail always. */
  error(job: Job, message: string): void;
  /** A line for a person, such as "the queue is away". */
  remark(line: string): void;
}

/** Where jobs run: threads of this process, or workers behind a queue. */
export interface Runner {
  /** Resolves when every job was heard of; rejects with `signal.reason` when aborted. */
  run(jobs: ReadonlyMap<string, Job>, heard: Heard, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
