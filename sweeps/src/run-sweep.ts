import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "@halfspace/tables/node";
import { type Job, type JobResult, jobName } from "./job.js";
import { type Journal, openJournal } from "./journal.js";
import { takeLease } from "./lease.js";
import type { Heard, Runner } from "./runner.js";

/** How far a sweep is. */
export interface SweepProgress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Of this run. */
  readonly elapsedSeconds: number;
  /** Expected from the jobs of this run so far; undefined before the first. */
  readonly secondsLeft: number | undefined;
}

/** The jobs of a sweep, the folder of its journal, and who does the jobs. */
export interface RunSweepOptions {
  readonly jobs: readonly Job[];
  /** Holds journal.jsonl and, when all is done, results.json. Made if missing. */
  readonly folder: string;
  readonly runner: Runner;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SweepProgress) => void;
  readonly onRemark?: (line: string) => void;
}

/** What a sweep has measured, and which jobs were set aside. */
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
 * @returns all results that the journal holds at the end
 * @throws InputError "in-use" while another coordinator holds the folder; `signal.reason` when aborted
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepReport> {
  mkdirSync(options.folder, { recursive: true });
  const release = takeLease(join(options.folder, "coordinator.lease"));
  try {
    const journal = openJournal(join(options.folder, "journal.jsonl"));
    try {
      return await runMissing(options, journal);
    } finally {
      journal.close();
    }
  } finally {
    release();
  }
}

async function runMissing(options: RunSweepOptions, journal: Journal): Promise<SweepReport> {
  const { jobs, folder, runner, signal, onRemark } = options;
  const begin = performance.now();
  for (const line of journal.damage) onRemark?.(line);
  const named = new Map(jobs.map((job) => [jobName(job), job]));
  const missing = new Map([...named].filter(([name]) => !journal.results.has(name)));
  const errors = new Map<string, string>();
  const report = () => options.onProgress?.(progressOf({ named, missing, errors, journal, begin }));
  report();
  const heard: Heard = {
    result(job, result) {
      if (journal.append(jobName(job), result)) report();
    },
    error(job, message) {
      errors.set(jobName(job), message);
      report();
    },
    remark: (line) => onRemark?.(line),
  };
  if (missing.size > 0) await runner.run(missing, heard, signal);
  const { results, setAside } = await writeResults(folder, named, journal, errors);
  const seconds = (performance.now() - begin) / 1000;
  return { results, setAside, alreadyDone: named.size - missing.size, seconds };
}

/** Jobs by their names: all of them, those that an earlier run has not done, and what failed of these. */
interface SweepState {
  readonly named: ReadonlyMap<string, Job>;
  readonly missing: ReadonlyMap<string, Job>;
  readonly errors: ReadonlyMap<string, string>;
  readonly journal: Journal;
  /** When this run began, in milliseconds of `performance.now`. */
  readonly begin: number;
}

function progressOf({ named, missing, errors, journal, begin }: SweepState): SweepProgress {
  const elapsedSeconds = (performance.now() - begin) / 1000;
  const doneNow = [...missing.keys()].filter((name) => journal.results.has(name)).length;
  const heardOf = doneNow + errors.size;
  return {
    done: named.size - missing.size + doneNow,
    failed: errors.size,
    total: named.size,
    elapsedSeconds,
    secondsLeft: heardOf > 0 ? (elapsedSeconds / heardOf) * (missing.size - heardOf) : undefined,
  };
}

/** Results in the order of the jobs: the same bytes whoever did them, and in whatever order they came. */
async function writeResults(
  folder: string,
  named: ReadonlyMap<string, Job>,
  journal: Journal,
  errors: ReadonlyMap<string, string>,
): Promise<Pick<SweepReport, "results" | "setAside">> {
  const results: { job: Job; result: JobResult }[] = [];
  const setAside: { job: Job; error: string }[] = [];
  for (const [name, job] of named) {
    const result = journal.results.get(name);
    if (result) results.push({ job, result });
    else setAside.push({ job, error: errors.get(name) ?? "not run" });
  }
  const text = `${JSON.stringify({ format: "halfspace-sweep-results", version: 1, results, setAside }, null, 1)}\n`;
  await writeWhole(join(folder, "results.json"), text);
  return { results, setAside };
}
