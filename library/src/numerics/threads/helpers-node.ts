/**
 * Threads on Node. Only this file and helpers-browser.ts name a platform's threads, and package.json picks one of the
 * two.
 */
import { availableParallelism } from "node:os";
import { isMainThread, Worker } from "node:worker_threads";
import type { Helper, Task, TaskEvents } from "./platform.js";
import { taskSource } from "./task-source.js";
import { workerSource } from "./worker-source.js";

declare const URL: new (path: string, base: string) => { readonly href: string };

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

export const usefulTasks = usefulThreads;

/** The bundle lies beside this file where the package is installed. Whoever bundled both has no such file: the thread then fails. */
export function startTask(module: string, data: unknown, events: TaskEvents): Task | undefined {
  try {
    const { href } = new URL(`../../bundle/${module}.js`, import.meta.url);
    const worker = new Worker(taskSource, { eval: true, workerData: { href, data }, execArgv: [], env: {} });
    const fail = () => {
      void worker.terminate();
      events.onFailure();
    };
    worker.on("error", fail);
    worker.on("message", (message) => {
      if ("answer" in message) events.onAnswer(message.answer);
      else if ("ready" in message) events.onReady();
      else fail();
    });
    return { send: (question) => worker.postMessage(question), terminate: () => void worker.terminate() };
  } catch {
    return undefined;
  }
}
