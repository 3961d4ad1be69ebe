import { statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { errorOf, heapLimit, type ThreadFault, tooLarge, wasFull } from "./thread-faults.js";

/** Bytes of a file, none where there is none; of a pipe, a device, or the answer to a query, nobody knows. */
export function sizeOf(path: string | undefined): number {
  try {
    const stats = path === undefined ? undefined : statSync(path);
    return stats?.isFile() ? stats.size : Number.POSITIVE_INFINITY;
  } catch {
    // Whoever reads it says why it cannot be read.
    return 0;
  }
}

/** Work that a thread does. */
export interface ThreadWork<Answer extends object, Result> {
  readonly file: URL;
  readonly question: object;
  /** The table, as it is called where it takes too much memory. */
  readonly table: string;
  /** What the thread does, for the fault of one that ends without an answer. */
  readonly verb: string;
  /** Is told each answer, and gives the result where it holds it. */
  readonly hear: (answer: Answer) => { readonly result: Result } | undefined;
  /** Seconds after which it has taken too long, with the error that says so. */
  readonly limit?: { readonly seconds: number; readonly error: () => Error } | undefined;
}

/** Milliseconds that a timer can wait. */
const longestTimer = 2 ** 31 - 1;

/** Does work on a thread of its own, which ends where the signal is aborted. @throws as the thread; `signal.reason` when aborted */
export async function onThread<Answer extends object, Result>(
  { file, question, table, verb, hear, limit }: ThreadWork<Answer, Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const worker = new Worker(file, { workerData: question, resourceLimits: heapLimit() });
  let stop = (): void => {};
  let ending: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Result>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop);
      if (limit) {
        const wait = Math.min(1000 * Math.max(0, limit.seconds), longestTimer);
        ending = setTimeout(() => reject(limit.error()), wait);
      }
      worker.on("message", (answer: Answer | ThreadFault) => {
        if ("input" in answer || "format" in answer || "fault" in answer) return reject(errorOf(answer));
        const found = hear(answer);
        if (found) resolve(found.result);
      });
      worker.once("error", (error) => reject(wasFull(error) ? tooLarge(table) : error));
      worker.once("exit", () => reject(new Error(`the thread that ${verb} ended early`)));
    });
  } finally {
    signal.removeEventListener("abort", stop);
    clearTimeout(ending);
    void worker.terminate();
  }
}
