import { answerTasks } from "../workers/answer-tasks.js";
import { teacherOutcome } from "./teacher-outcome.js";
import type { ProblemSize } from "./teacher-problem.js";
import { testErrors } from "./test-errors.js";

/** One teacher problem to work on, away from the main thread. */
export interface TeacherTask {
  readonly kind: "outcome" | "test-errors";
  readonly size: ProblemSize;
  readonly seed: number;
}

answerTasks(({ kind, size, seed }: TeacherTask) =>
  kind === "outcome" ? teacherOutcome(size, seed) : testErrors(size, seed),
);
