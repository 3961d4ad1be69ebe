import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomGenerator } from "halfspace";

const program = join(import.meta.dirname, "..", "..", "command-line", "dist", "main.js");

/** `halfspace …` as a process of its own, with what it printed. */
export interface Running {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** The exit code; null after a signal. */
  readonly ended: Promise<number | null>;
}

export function halfspaceProcess(words: readonly string[], environment: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [program, ...words], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (text += chunk));
  return {
    process: child,
    output: () => text,
    ended: once(child, "close").then(([code]) => code as number | null),
  };
}

/** Kills without warning and waits until the process is gone. */
export async function killNow({ process: child, ended }: Running): Promise<void> {
  child.kill("SIGKILL");
  await ended;
}

/** A sweep of many small jobs over one small table; written into the folder. @returns the path of its file */
export function smallSweep(folder: string, splits: number): string {
  const random = randomGenerator(11);
  const rows = Array.from({ length: 60 }, () => {
    const [a, b, c] = [random.gaussian(), random.gaussian(), random.gaussian()];
    return [a, b, c, Math.abs(a) > b ? "in" : "out"].join(",");
  });
  writeFileSync(join(folder, "points.csv"), `a,b,c,side\n${rows.join("\n")}\n`);
  const path = join(folder, "sweep.json");
  const sweep = {
    format: "halfspace-sweep",
    version: 1,
    sets: [{ name: "points", file: "points.csv", target: "side" }],
    models: ["neural-tangent", "gaussian", "algorithm-1"],
    lambdas: [0.01, 0.1, 1],
    splits: Array.from({ length: splits }, (_, k) => k + 1),
    gates: 50,
  };
  writeFileSync(path, JSON.stringify(sweep));
  return path;
}
