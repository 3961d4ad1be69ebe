import { toCsv } from "@halfspace/tables";
import type { Predictions } from "./predictions.js";

/** Row number, predictions, probabilities. */
export function csvOf({ names, columns, rowCount, probabilities = [] }: Predictions): string {
  const predicted = names.length > 1 ? names.map((each) => `prediction of ${each}`) : ["prediction"];
  return toCsv({
    columnNames: ["row", ...predicted, ...probabilities.map(({ label }) => `probability of ${label}`)],
    columns: [
      Array.from({ length: rowCount }, (_, row) => row + 1),
      ...columns,
      ...probabilities.map((each) => [...each.probabilities]),
    ],
  });
}

/** The one object of --json; its keys are a promise to programs. */
export function jsonOf(
  { task, names, columns, rowCount, probabilities }: Predictions,
  predictionsFile: string,
): object {
  return {
    task,
    target: names.join(","),
    sampleCount: rowCount,
    predictions: names.length > 1 ? Object.fromEntries(names.map((each, k) => [each, columns[k]])) : columns[0],
    ...(probabilities ? { probabilities } : {}),
    predictionsFile,
  };
}
