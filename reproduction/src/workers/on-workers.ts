import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

interface Answer<Result> {
  readonly index: number;
  readonly result?: Result;
  readonly error?: unknown;
}

/**
 * Runs every task on a few worker threads and gives the results in the order of the tasks, whatever the number of threads.
 * @param script a module that calls `answerTasks`
 * @throws `signal.reason` when aborted; the first error of a task
 */
export async function onWorkers<Task, Result>(
  script: URL,
  tasks: readonly Task[],
  { signal, onDone }: { readonly signal?: AbortSignal | undefined; readonly onDone?: (count: number) => void },
): Promise<Result[]> {
  signal?.throwIfAborted();
  const results = new Array<Result>(tasks.length);
  const workers = Array.from({ length: Math.min(availableParallelism(), 8, tasks.length) }, () => new Worker(script));
  let next = 0;
  let done = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
      if (tasks.length === 0) resolve();
      for (const worker of workers) {
        const give = () => {
          if (next < tasks.length) worker.postMessage({ index: next, task: tasks[next++] });
        };
        worker.on("error", reject);
        worker.on("message", ({ index, result, error }: Answer<Result>) => {
          if (error !== undefined) return reject(error);
          results[index] = result as Result;
          onDone?.(++done);
          if (done === tasks.length) resolve();
          else give();
        });
        give();
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
