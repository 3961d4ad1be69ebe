import { parentPort } from "node:worker_threads";
import { type StrategyTask, strategyOutcome } from "./strategy-problem.js";

parentPort?.on("message", async ({ index, task }: { readonly index: number; readonly task: StrategyTask }) => {
  try {
    parentPort?.postMessage({ index, result: await strategyOutcome(task) });
  } catch (error) {
    parentPort?.postMessage({ index, error });
  }
});
