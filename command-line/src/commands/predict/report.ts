import { type CsvOptions, toCsv } from "@halfspace/tables";
import type { KeptColumns } from "./kept-columns.js";
import type { Predictions } from "./predictions.js";

/** Row number, the columns of the table that are kept, predictions, intervals or sets (semicolons between labels), probabilities. */
export function csvOf(predictions: Predictions, kept: KeptColumns, options: CsvOptions): string {
  const { names, levels, columns, rowCount, intervals, sets, probabilities = [] } = predictions;
  const several = names.length > 1 ? names.map((each) => `prediction of ${each}`) : ["prediction"];
  const predicted = levels ? levels.map((level) => `quantile ${level}`) : several;
  const sure = [...(intervals ? ["lower", "upper"] : []), ...(sets ? ["set"] : [])];
  const own = ["row", ...predicted, ...sure, ...probabilities.map(({ label }) => `probability of ${label}`)];
  const [row, ...others] = own;
  // Two columns of one name could not be told apart.
  const copied = kept.names.map((name) => (own.includes(name) ? `${name} (table)` : name));
  const columnNames = [row, ...copied, ...others];
  const table = {
    columnNames,
    columns: [
      Array.from({ length: rowCount }, (_, row) => row + 1),
      ...kept.columns,
      ...columns,
      ...(intervals ? [[...intervals.lower], [...intervals.upper]] : []),
      ...(sets ? [sets.map((set) => set.join(";"))] : []),
      ...probabilities.map((each) => [...each.probabilities]),
    ],
  };
  return toCsv(table, options);
}

/** The one object of --json; its keys are a promise to programs. */
export function jsonOf(
  { task, names, levels, columns, rowCount, probabilities, intervals, sets }: Predictions,
  kept: KeptColumns,
  predictionsFile: string,
): object {
  return {
    task,
    target: names.join(","),
    sampleCount: rowCount,
    predictions:
      columns.length > 1 ? Object.fromEntries((levels ?? names).map((each, k) => [each, columns[k]])) : columns[0],
    ...(intervals ?? {}),
    ...(sets ? { sets } : {}),
    ...(probabilities ? { probabilities } : {}),
    ...(kept.names.length > 0
      ? { kept: Object.fromEntries(kept.names.map((each, k) => [each, kept.columns[k]])) }
      : {}),
    predictionsFile,
  };
}
