import { readTableFile } from "@halfspace/tables/node";
import { accuracy, r2 } from "halfspace";
import type { FitTable } from "./fit-table.js";

type Task = FitTable["task"];

/** How good the predictions of rows kept apart are. */
export interface FitScore {
  /** Accuracy or R². */
  readonly score: number;
  /** Mean −log of the probability of the true class; of classes only. */
  readonly logLoss?: number;
}

/** @returns what the score of a task is called */
export const scoreName = (task: Task): string => (task === "regression" ? "R²" : "accuracy");

/** @returns the score of targets that are predicted as others */
export function scoreOf(task: Task, truth: readonly string[], predicted: readonly string[]): number {
  return task === "regression" ? r2(truth.map(Number), predicted.map(Number)) : accuracy(truth, predicted);
}

/**
 * Scores a file of predictions: a column "prediction" and, for classes, a column "probability of CLASS" each.
 * @returns its score against the true targets, which stand in the order of the file's rows
 */
export async function scoreFile(task: Task, truth: readonly string[], file: string): Promise<FitScore> {
  const { columnNames, columns } = await readTableFile(file, { header: true });
  const column = (name: string) => columns[columnNames.indexOf(name)];
  const score = scoreOf(task, truth, column("prediction").map(String));
  if (task === "regression") return { score };
  const probabilities = new Map([...new Set(truth)].map((label) => [label, column(`probability of ${label}`)]));
  // A class that the training rows lack has no column; 1e-15 is what scikit-learn takes for zero too.
  const losses = truth.map((label, row) => -Math.log(Math.max(1e-15, Number(probabilities.get(label)?.[row] ?? 0))));
  return { score, logLoss: losses.reduce((sum, loss) => sum + loss, 0) / losses.length };
}
