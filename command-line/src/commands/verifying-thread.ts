import { parentPort, workerData } from "node:worker_threads";
import { faultOf, type ThreadFault } from "../thread-faults.js";
import { verifyTable } from "./verify.js";
import type { VerifyAnswer, VerifyQuestion } from "./verify-on-thread.js";

const say = (answer: VerifyAnswer | ThreadFault): void => parentPort?.postMessage(answer);
const print = (line: string): void => say({ line });
// Nobody interrupts a thread but by ending it.
const { signal } = new AbortController();
const terminal = { signal, print, remark: print, watched: false, elapsed: () => performance.now() / 1000 };
try {
  say({ code: await verifyTable({ ...(workerData as VerifyQuestion), terminal }) });
} catch (error) {
  say(faultOf(error));
}
