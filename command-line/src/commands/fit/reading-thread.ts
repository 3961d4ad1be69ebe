import { parentPort, workerData } from "node:worker_threads";
import { faultOf, type ThreadFault } from "../../thread-faults.js";
import { packed } from "./packed-split.js";
import { readSplit } from "./read-split.js";
import type { ReadAnswer, ReadQuestion } from "./split-on-thread.js";

const { source, target, options } = workerData as ReadQuestion;
try {
  const { packed: split, given } = packed(await readSplit(source, target, options));
  parentPort?.postMessage({ split } satisfies ReadAnswer, given);
} catch (error) {
  parentPort?.postMessage(faultOf(error) satisfies ThreadFault);
}
