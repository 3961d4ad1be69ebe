import { readFile } from "node:fs/promises";
import { FormatError, InputError } from "halfspace";
import { evaluateJob } from "./evaluate-job.js";
import type { ThreadAnswer, ThreadTask } from "./job-pool.js";

// A process of its own whose coordinator was killed has nobody to work for.
process.once("disconnect", () => process.exit(1));

/** What a thread of the pool does. Errors of the table or the job come again on every try; others may not. */
export default async function evaluate({ job, table }: ThreadTask): Promise<ThreadAnswer> {
  try {
    return { result: await evaluateJob(job, await readFile(table)) };
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    return { error: { message, lasting: error instanceof InputError || error instanceof FormatError } };
  }
}
