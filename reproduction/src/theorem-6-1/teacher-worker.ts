import { parentPort } from "node:worker_threads";
import { type ProblemSize, teacherOutcome, testErrors } from "./teacher-problems.js";

/** One teacher problem to work on, away from the main thread. */
export interface TeacherTask {
  readonly kind: "outcome" | "test-errors";
  readonly size: ProblemSize;
  readonly seed: number;
}

parentPort?.on("message", async ({ index, task }: { readonly index: number; readonly task: TeacherTask }) => {
  const { kind, size, seed } = task;
  try {
    const result = await (kind === "outcome" ? teacherOutcome(size, seed) : testErrors(size, seed));
    parentPort?.postMessage({ index, result });
  } catch (error) {
    parentPort?.postMessage({ index, error });
  }
});
