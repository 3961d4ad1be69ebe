/** Fits of tables in this process: splits of loaded tables, and processor time. */
import { type EncodedRows, splitTable } from "@halfspace/tables";
import type { TrainResult } from "halfspace";
import type { FitTable, LoadedTable } from "./fit-table.js";

/** Three quarters of the rows to learn from and the rest, encoded, split as `halfspace fit --seed` splits them. */
export function splitLoaded(
  { target, task }: Pick<FitTable, "target" | "task">,
  { columnNames, columns }: LoadedTable,
  seed: number,
): { readonly train: EncodedRows; readonly test: EncodedRows } {
  const table = {
    ...{ columnNames, columns: columns.map((cells) => [...cells]), rowCount: columns[0].length },
    ...{ header: true, decimal: "." as const, notes: [] },
  };
  const { train: learned, test } = splitTable(table as never, target, { holdout: 0.25, seed, task });
  if (!test) throw new Error("a split has test rows");
  return { train: learned, test };
}

/** A fit with the seconds that the processors spent on it. */
export async function timed(work: () => Promise<unknown>) {
  const begin = process.cpuUsage();
  const result = (await work()) as TrainResult;
  const { user, system } = process.cpuUsage(begin);
  return { result, seconds: (user + system) / 1e6 };
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The standard error of their mean. */
export function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const variance = mean(values.map((value) => (value - centre) ** 2));
  return Math.sqrt(variance / Math.max(1, values.length - 1));
}
