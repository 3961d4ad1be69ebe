import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cell, splitRows, toCsv } from "@halfspace/tables";
import type { FitTable, LoadedTable } from "./fit-table.js";

/** One split of a table on disk, and what the rows kept apart should have been. */
export interface SplitFiles {
  readonly folder: string;
  readonly train: string;
  readonly test: string;
  readonly truth: readonly string[];
}

/**
 * Writes three quarters of the rows and the rest as CSV files, split as `halfspace fit --seed` splits them: each class by
 * itself.
 * @param folder where the files go; made
 * @returns the files, and the targets of the test rows
 */
export function writeSplit({ target, task }: FitTable, table: LoadedTable, folder: string, seed: number): SplitFiles {
  const { columnNames, columns } = table;
  const targets = columns[columnNames.indexOf(target)];
  const codes = new Map([...new Set(targets)].map((value, code) => [value, code]));
  const labels = task === "classification" ? targets.map((value) => codes.get(value)!) : undefined;
  const rows = splitRows(targets.length, { fraction: 0.25, seed, labels });
  mkdirSync(folder, { recursive: true });
  const write = (name: string, kept: readonly number[]) => {
    const file = join(folder, `${name}.csv`);
    const some = (cells: readonly Cell[]) => kept.map((row) => cells[row]);
    writeFileSync(file, toCsv({ columnNames, columns: columns.map(some) }));
    return file;
  };
  const truth = rows.test.map((row) => String(targets[row]));
  return { folder, train: write("train", rows.train), test: write("test", rows.test), truth };
}
