import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Job, type JobResult, jobName } from "./job.js";
import { openJournal } from "./journal.js";
import { takeLease } from "./lease.js";
import type { Runner } from "./runner.js";

export interface SweepProgress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Of this run. */
  readonly elapsedSeconds: number;
  /** Expected from the jobs of this run so far; undefined before the first. */
  readonly secondsLeft: number | undefined;
}

export interface RunSweepOptions {
  readonly jobs: readonly Job[];
  /** Holds journal.jsonl and, when all is done, results.json. Made if missing. */
  readonly folder: string;
  readonly runner: Runner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly onRemark?: (line: string) => void;
}

export interface SweepReport {
  /** In the order of the jobs; those that were set aside are missing. */
  readonly results: readonly { readonly job: Job; readonly result: JobResult }[];
  /** Jobs that failed for good, with their error. They are tried again by the next run. */
  readonly setAside: readonly { readonly job: Job; readonly error: string }[];
  /** How many jobs an earlier run had done. */
  readonly alreadyDone: number;
  readonly seconds: number;
}

/**
 * Runs what a sweep's journal does not hold yet, and nothing twice. It can be killed at any moment and run again.
 * @throws InputError "in-use" while another coordinator holds the folder; `signal.reason` when aborted
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepReport> {
  const { jobs, folder, runner, signal, onProgress, onRemark } = options;
  mkdirSync(folder, { recursive: true });
  const release = takeLease(join(folder, "coordinator.lease"));
  const begin = performance.now();
  try {
    const journal = openJournal(join(folder, "journal.jsonl"));
    try {
      for (const line of journal.damage) onRemark?.(line);
      const named = new Map(jobs.map((job) => [jobName(job), job]));
      const missing = new Map([...named].filter(([name]) => !journal.results.has(name)));
      const alreadyDone = named.size - missing.size;
      const errors = new Map<string, string>();
      const report = () => {
        const elapsedSeconds = (performance.now() - begin) / 1000;
        const open = [...missing.keys()].filter((name) => journal.results.has(name)).length;
        const doneHere = open + errors.size;
        const left = missing.size - doneHere;
        onProgress?.({
          done: alreadyDone + open,
          failed: errors.size,
          total: named.size,
          elapsedSeconds,
          secondsLeft: doneHere > 0 ? (elapsedSeconds / doneHere) * left : undefined,
        });
      };
      report();
      const heard = {
        result(job: Job, result: JobResult) {
          if (journal.append(jobName(job), result)) report();
        },
        error(job: Job, message: string) {
          errors.set(jobName(job), message);
          report();
        },
        remark: (line: string) => onRemark?.(line),
      };
      if (missing.size > 0) await runner.run(missing, heard, signal);
      return finish(folder, named, journal.results, errors, alreadyDone, (performance.now() - begin) / 1000);
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}

/** Results in the order of the jobs: the same bytes whoever did them, and in whatever order they came. */
function finish(
  folder: string,
  named: ReadonlyMap<string, Job>,
  journal: ReadonlyMap<string, JobResult>,
  errors: ReadonlyMap<string, string>,
  alreadyDone: number,
  seconds: number,
): SweepReport {
  const results: { job: Job; result: JobResult }[] = [];
  const setAside: { job: Job; error: string }[] = [];
  for (const [name, job] of named) {
    const result = journal.get(name);
    if (result) results.push({ job, result });
    else setAside.push({ job, error: errors.get(name) ?? "not run" });
  }
  const text = `${JSON.stringify({ format: "halfspace-sweep-results", version: 1, results, setAside }, null, 1)}\n`;
  const path = join(folder, "results.json");
  writeFileSync(`${path}.partial`, text, { flush: true });
  renameSync(`${path}.partial`, path);
  return { results, setAside, alreadyDone, seconds };
}
