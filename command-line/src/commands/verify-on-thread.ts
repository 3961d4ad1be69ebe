import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { Call, ExitCode } from "../command.js";
import type { RowFlags } from "../read-rows.js";
import type { QueryFlags } from "../table-source.js";
import { errorOf, heapLimit, type ThreadFault, tooLarge, wasFull } from "../thread-faults.js";

/** What is asked of a verification. */
export interface VerifyOptions extends RowFlags, QueryFlags {
  readonly json?: boolean;
  readonly evidence?: string;
  readonly fresh?: number;
}

/** A call without its terminal, as a thread gets it. */
export type VerifyQuestion = Omit<Call<VerifyOptions>, "terminal">;

/** What the thread says: a line for the terminal, and at the end the exit code or what went wrong. */
export type VerifyAnswer = { readonly line: string } | { readonly code: ExitCode } | ThreadFault;

/** Bytes of the files that are verified at once: it takes less than half a second, and a thread takes a third of one to start. */
const mostAtOnce = 400_000;
const mostFreshAtOnce = 20_000;

/** Whether recomputing takes so long that Ctrl-C must be heard meanwhile. */
export function isLongWork({ operands: [model, table], options: { fresh = 0 } }: VerifyQuestion): boolean {
  return fresh > mostFreshAtOnce || sizeOf(model) + sizeOf(table) > mostAtOnce;
}

/** Bytes of a file; without bound where nobody knows. */
function sizeOf(path: string | undefined): number {
  try {
    const stats = path === undefined ? undefined : statSync(path);
    return stats?.isFile() ? stats.size : Number.POSITIVE_INFINITY;
  } catch {
    // Whoever reads it says why it cannot be read.
    return 0;
  }
}

/** Verifies on a thread of its own, which ends where the signal is aborted. @throws as the verification; `signal.reason` when aborted */
export async function verifyOnThread({ terminal, ...question }: Call<VerifyOptions>): Promise<ExitCode> {
  const { signal } = terminal;
  signal.throwIfAborted();
  const worker = new Worker(new URL("./verifying-thread.js", import.meta.url), {
    workerData: question,
    resourceLimits: heapLimit(),
  });
  let stop = (): void => {};
  try {
    return await new Promise<ExitCode>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop);
      worker.on("message", (answer: VerifyAnswer) => {
        if ("line" in answer) terminal.print(answer.line);
        else if ("code" in answer) resolve(answer.code);
        else reject(errorOf(answer));
      });
      worker.once("error", (error) => reject(wasFull(error) ? tooLarge(question.operands[1] ?? "the table") : error));
      worker.once("exit", () => reject(new Error("the thread that verifies ended early")));
    });
  } finally {
    signal.removeEventListener("abort", stop);
    void worker.terminate();
  }
}
