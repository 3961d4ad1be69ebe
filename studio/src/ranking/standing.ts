import type { Model, Progress } from "../models/model.js";
import type { Run } from "../worker/training-worker.js";

/** What a page knows of one model. */
export interface Standing {
  readonly model: Model;
  /** The last finished run; kept, and drawn pale, while a newer one is at work. */
  run: Run | undefined;
  progress: Progress | undefined;
  state: "waiting" | "working" | "done" | "failed";
  message: string;
  visible: boolean;
  learningRate: number;
}

/** The smallest total known of a model; it may be at work still. */
export function totalOf({ run, progress, state }: Standing): number {
  const underWay = state === "working" ? progress?.trace.at(-1)?.objective : undefined;
  return underWay ?? run?.outcome.objective ?? Number.POSITIVE_INFINITY;
}

/** "Global" is said of a complete arrangement only. */
export function nameOf({ model, run }: Pick<Standing, "model" | "run">): string {
  const complete = run?.outcome.certificate?.coverage === "complete";
  return complete ? (model.completeName ?? model.name) : model.name;
}
