import { parentPort } from "node:worker_threads";

/** In the module of a worker: does every task that `onWorkers` sends, and sends back its result or its error. */
export function answerTasks<Task>(work: (task: Task) => unknown): void {
  parentPort?.on("message", async ({ index, task }: { readonly index: number; readonly task: Task }) => {
    try {
      parentPort?.postMessage({ index, result: await work(task) });
    } catch (error) {
      parentPort?.postMessage({ index, error });
    }
  });
}
