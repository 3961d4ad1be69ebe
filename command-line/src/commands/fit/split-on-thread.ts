import { closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { isPacked, type SplitTable } from "@halfspace/tables";
import type { TableSource } from "../../table-source.js";
import { errorOf, heapLimit, type ThreadFault, tooLarge, wasFull } from "../../thread-faults.js";
import type { FitOptions } from "./options.js";
import { readSplit } from "./read-split.js";

/** What the thread is asked. */
export interface ReadQuestion {
  readonly source: TableSource;
  readonly target: string;
  readonly options: FitOptions;
}

/** What it answers: the table, or what went wrong. */
export type ReadAnswer = { readonly split: SplitTable } | ThreadFault;

/** Bytes of a file that is read at once: it takes less than a second, and a thread takes a third of one to start. */
const mostAtOnce = 4e6;

/**
 * Reads and splits a table. A large file, or the answer to a query, is read on a thread of its own, so that Ctrl-C is obeyed meanwhile.
 * @throws InputError, FormatError; `signal.reason` when aborted
 */
export async function readSplitInterruptibly(question: ReadQuestion, signal: AbortSignal): Promise<SplitTable> {
  const { source, target, options } = question;
  const isLarge = !("path" in source) || sizeOf(source.path) > (isPackedFile(source.path) ? mostPacked : mostAtOnce);
  const split = isLarge ? await readOnThread(question, signal) : await readSplit(source, target, options);
  signal.throwIfAborted();
  return split;
}

/** Bytes of a packed file that is read at once: it may hold a thousand times as many. */
const mostPacked = 20_000;

function isPackedFile(path: string): boolean {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const head = Buffer.alloc(16);
    readSync(file, head, 0, head.length, 0);
    closeSync(file);
    return isPacked(head);
  } catch {
    // Whoever reads it says why it cannot be read.
    return false;
  }
}

/** Bytes of a file, none where there is none; of a pipe, or of a device, nobody knows. */
function sizeOf(path: string): number {
  try {
    const stats = statSync(path);
    return stats.isFile() ? stats.size : Infinity;
  } catch {
    // Whoever reads it says why it cannot be read.
    return 0;
  }
}

async function readOnThread(question: ReadQuestion, signal: AbortSignal): Promise<SplitTable> {
  signal.throwIfAborted();
  const worker = new Worker(new URL("./reading-thread.js", import.meta.url), {
    workerData: question,
    resourceLimits: heapLimit(),
  });
  let stop = (): void => {};
  try {
    const answer = await new Promise<ReadAnswer>((resolve, reject) => {
      stop = () => reject(signal.reason);
      signal.addEventListener("abort", stop);
      worker.once("message", resolve);
      worker.once("error", (error) => reject(wasFull(error) ? tooLarge(nameOfSource(question)) : error));
      worker.once("exit", () => reject(new Error("the thread that reads the table ended early")));
    });
    return splitOf(answer);
  } finally {
    signal.removeEventListener("abort", stop);
    void worker.terminate();
  }
}

const nameOfSource = ({ source }: ReadQuestion): string =>
  "path" in source ? source.path : "the answer of the database";

function splitOf(answer: ReadAnswer): SplitTable {
  if ("split" in answer) return answer.split;
  throw errorOf(answer);
}
