import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll } from "vitest";

const main = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");
const shellProgram = join(import.meta.dirname, "shell.js");

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test file, removed at the end, in which the built command line runs as a child process. */
export function temporaryFolder() {
  let folder = "";
  const children = new Set<ChildProcess>();
  const begin = (words: readonly string[], flags: readonly string[] = []) => {
    const started = start(folder, words, flags);
    children.add(started.child);
    return started;
  };
  let shell: ReturnType<typeof startShell> | undefined;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "halfspace-"));
  });
  afterAll(async () => {
    await shell?.stop();
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    path: (name: string) => join(folder, name),
    write: (name: string, content: string) => writeFileSync(join(folder, name), content),
    read: (name: string) => readFileSync(join(folder, name), "utf8"),
    list: () => readdirSync(folder).sort(),
    /** A process of its own, as people start it: half a second before it does anything. */
    halfspace: (...words: string[]) => begin(words).outcome,
    /** The same words to a process that stays, one list after another; for what does not depend on how a process begins and ends. */
    inShell: (...words: string[]) => {
      shell ??= startShell(folder);
      return shell.answer(words);
    },
    /** The same under flags of Node's own. */
    halfspaceWith: (flags: readonly string[], ...words: string[]) => begin(words, flags).outcome,
    start: (...words: string[]) => begin(words),
  };
}

function start(cwd: string, words: readonly string[], flags: readonly string[]) {
  const child = spawn(process.execPath, [...flags, main, ...words], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, outcome };
}

function startShell(cwd: string) {
  const child = spawn(process.execPath, [shellProgram], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const waiting: { resolve: (outcome: Outcome) => void; reject: (error: Error) => void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));
  child.on("close", (code) => {
    for (const { reject } of waiting) reject(new Error(`the shell ended with ${code}`));
  });
  const answer = (words: readonly string[]) =>
    new Promise<Outcome>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(words)}\n`);
    });
  const stop = () => new Promise((resolve) => child.on("close", resolve).stdin.end());
  return { answer, stop };
}

/**
 * Waits until a process has used so many seconds of processor time, or has ended: how busy the machine is does not matter then. Where there is
 * no /proc, it waits for as many seconds and two more.
 */
export async function atWork({ pid, exitCode }: ChildProcess, seconds: number): Promise<void> {
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const file = `/proc/${pid}/stat`;
  if (!existsSync("/proc/self/stat")) await pause(1000 * (seconds + 2));
  while (exitCode === null && existsSync(file)) {
    // User and system time in hundredths of a second, behind the name in parentheses.
    const facts = readFileSync(file, "utf8").replace(/^.*\) /s, "");
    const [user, system] = facts.split(" ").slice(11, 13).map(Number);
    if (user + system >= 100 * seconds) return;
    await pause(20);
  }
}

/** A small table with numbers, words, a missing cell and two targets that follow from them. */
export function smallTable(rowCount = 60): string {
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const width = ((row * 37) % 50) / 10;
    const height = ((row * 61) % 40) / 10;
    const kind = ["oak", "pine", "beech"][row % 3];
    const strength = width * height + 2 * Math.max(0, width - 2.5) + (row % 3);
    return [width, row === 7 ? "" : height, kind, strength.toFixed(4), strength > 6 ? "strong" : "weak"].join(",");
  });
  return `width,height,kind,strength,class\n${lines.join("\n")}\n`;
}
