/** The tables of the benchmark `fit`: drawn ones, and files of ../shared/data where that folder is there. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { MadeTable, TableMaker } from "@halfspace/reproduction/made-tables";
import { type Cell, drop, type Table } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";

/** A table to fit, by name, and what its fit is meant to take. */
export interface FitTable {
  readonly name: string;
  readonly target: string;
  readonly task: "regression" | "classification";
  readonly source: Drawn | SharedFile;
  /** Further words for `halfspace fit`. */
  readonly flags?: readonly string[];
  /** Seconds of the default fit, and the score on rows kept apart (accuracy or R²), that are the aim. */
  readonly toReach?: { readonly seconds: number; readonly score?: number };
}

interface Drawn {
  readonly maker: TableMaker;
  readonly rows: number;
}

interface SharedFile {
  /** Below ../shared/data. */
  readonly file: string;
  /** Columns that are left out: other targets. */
  readonly drop?: readonly string[];
  readonly header?: boolean;
}

/** Cells by columns, as every contender reads them from a CSV file. */
export type LoadedTable = Pick<Table, "columnNames" | "columns"> & Partial<Pick<MadeTable, "withoutNoise">>;

const sharedData = join(import.meta.dirname, "../../../../shared/data");

/**
 * Draws a table, or reads it.
 * @param most at most this many rows of it, for tiny runs; all of them without it
 * @returns undefined where it is a file of ../shared/data that is not there
 */
export async function loadTable(
  { source, target, task }: FitTable,
  most = Number.POSITIVE_INFINITY,
): Promise<LoadedTable | undefined> {
  if ("maker" in source) return source.maker(Math.min(most, source.rows));
  const path = join(sharedData, source.file);
  if (!existsSync(path)) return undefined;
  const { header } = source;
  const { columnNames, columns } = drop(await readTableFile(path, { header }), source.drop ?? []);
  const classes = (cells: readonly Cell[]) => (task === "classification" ? cells.map(classWord) : cells);
  return {
    columnNames,
    columns: columns.map((cells, k) => everyNth(columnNames[k] === target ? classes(cells) : cells, most)),
  };
}

/** The names of the CSV files in a folder below ../shared/data, without their ending; none where it is not there. */
export function sharedTables(folder: string): string[] {
  const path = join(sharedData, folder);
  if (!existsSync(path)) return [];
  const files = readdirSync(path).filter((file) => file.endsWith(".csv"));
  return files.map((file) => file.slice(0, -".csv".length)).sort();
}

/** Not every contender takes numbers, or words with blanks, for classes. */
function classWord(cell: Cell): Cell {
  if (cell === null) return null;
  return Number.isFinite(Number(cell)) ? `class_${cell}` : String(cell).replaceAll(/\s+/g, "_");
}

/** Files are often sorted by class: some of their rows are spread over all of them. */
function everyNth<Value>(values: readonly Value[], most: number): readonly Value[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, k) => values[Math.floor((k * values.length) / most)]);
}
