import { parentPort, workerData } from "node:worker_threads";
import { FormatError, InputError } from "halfspace";
import { readSplit } from "./read-split.js";
import type { ReadAnswer, ReadQuestion } from "./split-on-thread.js";

/** What went wrong, as data: a class of errors does not pass between threads. */
function faultOf(error: unknown): ReadAnswer {
  if (error instanceof InputError) {
    const { code, argument, got, expected, hint } = error;
    return { input: { code, argument, got, expected, hint } };
  }
  if (error instanceof FormatError) {
    const { source, got, expected, hint } = error;
    return { format: { source, got, expected, hint } };
  }
  return { fault: error };
}

const { source, target, options } = workerData as ReadQuestion;
try {
  const split = await readSplit(source, target, options);
  const tables = [split.train, split.test].flatMap((rows) => rows?.inputs.values.buffer ?? []);
  parentPort?.postMessage({ split } satisfies ReadAnswer, tables as ArrayBuffer[]);
} catch (error) {
  parentPort?.postMessage(faultOf(error));
}
