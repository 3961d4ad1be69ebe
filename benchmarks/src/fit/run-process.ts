import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

/** A program and its words. */
export type Command = readonly [program: string, ...words: string[]];

/** What a process took. */
export interface ProcessTaken {
  /** From its start to its end, the start of its interpreter included. */
  readonly seconds: number;
  /** The largest resident memory; undefined where the process ended without saying so. */
  readonly megabytes: number | undefined;
  /** undefined where it was cut off. */
  readonly exitCode: number | undefined;
  readonly output: string;
  /** The last line on standard error that names an error, or its last line. */
  readonly complaint: string;
}

/**
 * Runs a process to its end, or kills it after `limit` seconds.
 * @param folder a folder for the file in which the process leaves its peak memory
 */
export async function runProcess([program, ...words]: Command, folder: string, limit: number): Promise<ProcessTaken> {
  const memoryFile = join(folder, "peak-memory");
  rmSync(memoryFile, { force: true });
  const start = performance.now();
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...process.env, HALFSPACE_PEAK_MEMORY: memoryFile },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [output, errors] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (output += text));
  child.stderr.on("data", (text: Buffer) => (errors = (errors + text).slice(-2000)));
  const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * limit);
  const exitCode = await new Promise<number | undefined>((done) => {
    child.on("error", () => done(127));
    child.on("close", (code) => done(code ?? undefined));
  });
  clearTimeout(timer);
  const seconds = (performance.now() - start) / 1000;
  const megabytes = existsSync(memoryFile) ? (Number(readFileSync(memoryFile, "utf8")) * 1024) / 1e6 : undefined;
  const lines = errors.trim().split("\n");
  return {
    seconds,
    megabytes,
    exitCode,
    output,
    complaint: lines.findLast((line) => /^\w*Error: /.test(line)) ?? lines.at(-1)!,
  };
}
