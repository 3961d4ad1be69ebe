import { closeSync, constants, openSync, readSync } from "node:fs";
import { isPacked, type SplitTable } from "@halfspace/tables";
import { InputError } from "halfspace";
import type { Terminal } from "../../command.js";
import type { TableSource } from "../../table-source.js";
import { onThread, sizeOf } from "../../work-thread.js";
import type { FitOptions } from "./options.js";
import { type PackedSplit, unpacked } from "./packed-split.js";
import { readSplit } from "./read-split.js";

/** What the thread is asked. */
export interface ReadQuestion {
  readonly source: TableSource;
  readonly target: string;
  readonly options: FitOptions;
}

/** What it answers. */
export interface ReadAnswer {
  readonly split: PackedSplit;
}

/** Bytes of a file that is read at once: it takes less than a second, and a thread takes a third of one to start. */
const mostAtOnce = 4e6;

/**
 * Reads and splits a table. A large file, or the answer to a query, is read on a thread of its own, so that Ctrl-C is obeyed meanwhile.
 * @throws InputError, also where the time limit ends first; FormatError; `signal.reason` when aborted
 */
export async function readSplitInterruptibly(question: ReadQuestion, terminal: Terminal): Promise<SplitTable> {
  const { signal } = terminal;
  const { source, target, options } = question;
  const isLarge = !("path" in source) || sizeOf(source.path) > (isPackedFile(source.path) ? mostPacked : mostAtOnce);
  const split = isLarge ? await readOnThread(question, terminal) : await readSplit(source, target, options);
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

function readOnThread(question: ReadQuestion, { signal, elapsed }: Terminal): Promise<SplitTable> {
  const { timeLimit } = question.options;
  const work = {
    file: new URL("./reading-thread.js", import.meta.url),
    ...{ question, table: nameOfSource(question), verb: "reads the table" },
    hear: ({ split }: ReadAnswer) => ({ result: unpacked(split) }),
    limit:
      timeLimit === undefined
        ? undefined
        : { seconds: timeLimit - elapsed(), error: () => tooSlow(question, timeLimit) },
  };
  return onThread(work, signal);
}

const tooSlow = (question: ReadQuestion, timeLimit: number): InputError =>
  new InputError({
    code: "time-limit",
    argument: "timeLimit",
    got: `${timeLimit} s, which ended while ${nameOfSource(question)} was still being read`,
    expected: "time to read the table and to train",
    hint: "Give more time, a part of the rows, or a Parquet file, which is read faster.",
  });

const nameOfSource = ({ source }: ReadQuestion): string =>
  "path" in source ? source.path : "the answer of the database";
