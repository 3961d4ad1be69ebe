import { parentPort, workerData } from "node:worker_threads";
import { faultOf, type ThreadFault } from "../../thread-faults.js";
import { readSplit } from "./read-split.js";
import type { ReadAnswer, ReadQuestion } from "./split-on-thread.js";

const { source, target, options } = workerData as ReadQuestion;
try {
  const split = await readSplit(source, target, options);
  const tables = [split.train, split.test].flatMap((rows) => rows?.inputs.values.buffer ?? []);
  parentPort?.postMessage({ split } satisfies ReadAnswer, tables as ArrayBuffer[]);
} catch (error) {
  parentPort?.postMessage(faultOf(error) satisfies ThreadFault);
}
