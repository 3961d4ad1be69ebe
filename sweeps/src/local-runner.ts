import { type JobPoolOptions, jobPool, type ThreadAnswer } from "./job-pool.js";
import type { Runner } from "./runner.js";

const attempts = 3;

/**
 * Jobs on threads of this process.
 * @param tables path of each table by its content hash
 * @param options how many threads, and whether they are processes of their own
 * @returns the runner; close it when done
 */
export function localRunner(tables: ReadonlyMap<string, string>, options: JobPoolOptions = {}): Runner {
  const pool = jobPool(options);
  return {
    async run(jobs, heard, signal) {
      const waiting = [...jobs.values()].values();
      const lane = async () => {
        for (const job of waiting) {
          signal?.throwIfAborted();
          const answer = await persistently(() => pool.evaluate({ job, table: tables.get(job.data) ?? "" }, signal));
          if ("result" in answer) heard.result(job, answer.result);
          else heard.error(job, answer.error.message);
        }
      };
      await Promise.all(Array.from({ length: pool.size }, lane));
    },
    close: () => pool.close(),
  };
}

/** Failures that may pass are tried again, later each time. */
async function persistently(evaluate: () => Promise<ThreadAnswer>): Promise<ThreadAnswer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await evaluate();
    if ("result" in answer || answer.error.lasting || attempt >= attempts) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
  }
}
