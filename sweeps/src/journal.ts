import { createHash } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  existsSync,
  fdatasyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { type JobResult, jobResultSchema } from "./job.js";

/**
 * Results as they come, one JSON line each with a checksum. A line is appended and flushed to the disk before its job
 * counts as done. Whatever is killed, and whenever, the lines that were written are whole or are seen to be damaged.
 */
export interface Journal {
  /** Results by job name. */
  readonly results: ReadonlyMap<string, JobResult>;
  /** What was wrong in the file when it was opened, one line each. */
  readonly damage: readonly string[];
  /** @returns false when the job is in the journal already: nothing is written */
  append(name: string, result: JobResult): boolean;
  close(): void;
}

/**
 * A result as one line of the journal, without its line break.
 * @returns JSON text with a checksum
 */
export function journalLine(job: string, result: JobResult): string {
  return JSON.stringify({ job, result, checksum: checksumOf(job, result) });
}

/**
 * A line's content; undefined when it is damaged, or holds what no job measures.
 * @returns the job's name and its result, or undefined
 */
export function readJournalLine(line: string): { job: string; result: JobResult } | undefined {
  try {
    const { job, result, checksum } = JSON.parse(line);
    const isWhole = typeof job === "string" && checksum === checksumOf(job, result);
    return isWhole && jobResultSchema.safeParse(result).success ? { job, result } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a journal or begins one. Damaged lines are set aside in `PATH.damaged` and their jobs count as not done.
 * @returns the journal, with the results that it holds
 */
export function openJournal(path: string): Journal {
  const results = new Map<string, JobResult>();
  const damage = readExisting(path, results);
  const file = openSync(path, "a");
  return {
    results,
    damage,
    append(name, result) {
      if (results.has(name)) return false;
      writeSync(file, `${journalLine(name, result)}\n`);
      fdatasyncSync(file);
      results.set(name, result);
      return true;
    },
    close: () => closeSync(file),
  };
}

function readExisting(path: string, results: Map<string, JobResult>): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const lines = text.split("\n");
  if (lines.at(-1) === "") lines.pop();
  const good: string[] = [];
  const bad: string[] = [];
  const damage: string[] = [];
  lines.forEach((line, at) => {
    const content = readJournalLine(line);
    if (content && !results.has(content.job)) {
      results.set(content.job, content.result);
      good.push(line);
      return;
    }
    const what = content ? "repeats a job that is there already" : "is damaged; its job will be run again";
    damage.push(`${path}: line ${at + 1} ${what}`);
    bad.push(line);
  });
  if (bad.length > 0) appendFileSync(`${path}.damaged`, `${bad.join("\n")}\n`);
  // Also when only the last line break is missing: the next line must begin on its own.
  if (bad.length > 0 || (text !== "" && !text.endsWith("\n"))) rewrite(path, good);
  return damage;
}

function rewrite(path: string, lines: readonly string[]): void {
  const beside = `${path}.${process.pid}.partial`;
  const file = openSync(beside, "w");
  writeSync(file, lines.map((line) => `${line}\n`).join(""));
  fdatasyncSync(file);
  closeSync(file);
  renameSync(beside, path);
}

function checksumOf(job: string, result: unknown): string {
  return createHash("sha256")
    .update(`${job} ${JSON.stringify(result)}`)
    .digest("hex")
    .slice(0, 32);
}
