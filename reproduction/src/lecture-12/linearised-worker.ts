import { parentPort } from "node:worker_threads";
import { type WidthTask, widthResult } from "./linearised-problems.js";

parentPort?.on("message", ({ index, task }: { readonly index: number; readonly task: WidthTask }) => {
  try {
    parentPort?.postMessage({ index, result: widthResult(task) });
  } catch (error) {
    parentPort?.postMessage({ index, error });
  }
});
