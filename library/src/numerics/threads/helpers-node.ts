/**
 * Threads on Node. Only this file and helpers-browser.ts name a platform's threads, and package.json picks one of the
 * two.
 */
import { availableParallelism } from "node:os";
import { isMainThread, Worker } from "node:worker_threads";
import type { Helper } from "./platform.js";
import { workerSource } from "./worker-source.js";

/** Threads worth using by default: every core, but one inside a worker thread, whose siblings have the others. */
export function usefulThreads(): number {
  return isMainThread ? availableParallelism() : 1;
}

export function startHelper(data: object, onFailure: (error: Error) => void): Helper {
  const source = `${workerSource}(require("node:worker_threads").workerData)`;
  const worker = new Worker(source, { eval: true, workerData: data, execArgv: [], env: {} });
  worker.on("error", onFailure);
  worker.unref();
  return { terminate: () => void worker.terminate() };
}
