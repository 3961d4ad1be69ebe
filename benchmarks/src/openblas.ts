/** OpenBLAS in a small native program (native/reference.c), compiled when the machine has a compiler and the library. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Contender } from "./measure.js";

export interface OpenBlas {
  /** For example "OpenBLAS (SkylakeX)": the kernels OpenBLAS was told to use. */
  readonly name: string;
  readonly processId: number;
  /** A contender that runs one call, for example "dgemm 500 20 1000". */
  call(line: string): Contender;
  close(): void;
}

/** One running reference a build of OpenBLAS this processor can run (AVX2, AVX-512); none when it cannot be compiled, which is said. */
export async function openBlasReferences(): Promise<OpenBlas[]> {
  const program = compiled();
  if (!program) {
    console.error("OpenBLAS is missing (gcc and libopenblas-dev are needed): those references are left out");
    return [];
  }
  const flags = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
  const builds = ["Haswell", ...(/\bavx512dq\b/.test(flags) ? ["SkylakeX"] : [])];
  return await Promise.all(builds.map((build) => start(program, build)));
}

function compiled(): string | undefined {
  const program = join(mkdtempSync(join(tmpdir(), "halfspace-bench-")), "reference");
  const source = join(import.meta.dirname, "..", "native", "reference.c");
  try {
    execFileSync("gcc", ["-O2", source, "-o", program, "-lopenblas"], { stdio: "ignore" });
    return program;
  } catch {
    return undefined;
  }
}

async function start(program: string, build: string): Promise<OpenBlas> {
  const child = spawn(program, [], {
    env: { ...process.env, OPENBLAS_CORETYPE: build, OPENBLAS_NUM_THREADS: "1" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answer = lineReader(child);
  const name = `OpenBLAS (${await answer()}, 1 thread)`;
  return {
    name,
    processId: child.pid!,
    call: (line) => ({
      name,
      run: async () => {
        child.stdin!.write(`${line}\n`);
        return Number(await answer());
      },
    }),
    close: () => {
      child.stdin!.end();
    },
  };
}

function lineReader(child: ChildProcess): () => Promise<string> {
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  return async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the OpenBLAS reference ended unexpectedly");
    return value;
  };
}
