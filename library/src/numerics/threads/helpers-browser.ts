/**
 * Threads in a page or a worker of a page. Only this file and helpers-node.ts name a platform's threads, and
 * package.json picks one of the two.
 */
import type { Helper, Task } from "./platform.js";
import { workerSource } from "./worker-source.js";

declare const Worker: new (
  url: string,
) => {
  postMessage(data: object): void;
  terminate(): void;
  onerror: ((event: { message: string }) => void) | null;
};
declare const Blob: new (parts: string[], options: { type: string }) => object;
declare const URL: { createObjectURL(blob: object): string };
declare const navigator: { readonly hardwareConcurrency?: number } | undefined;
declare const document: object | undefined;

/** Threads worth using by default. One in a page's own thread, which is not allowed to wait for others: run the library in a worker there. */
export function usefulThreads(): number {
  if (typeof document !== "undefined" || typeof Worker === "undefined" || typeof navigator === "undefined") return 1;
  return navigator.hardwareConcurrency ?? 1;
}

export function startHelper(data: object, onFailure: (error: Error) => void): Helper {
  const source = `onmessage = (event) => ${workerSource}(event.data);`;
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
  worker.onerror = (event) => onFailure(new Error(event.message));
  worker.postMessage(data);
  return { terminate: () => worker.terminate() };
}

/** A page's bundler does not keep the files that a thread would load. */
export const usefulTasks = (): number => 1;

export const startTask = (): Task | undefined => undefined;
