import { toCsv } from "@halfspace/tables";
import { download } from "./download.js";

/** Numbers behind a picture, by columns. */
export type Numbers = Parameters<typeof toCsv>[0];

/** One line of a table of numbers, by the names of its columns. */
export type NumberRecord = Readonly<Record<string, string | number>>;

/** Saves the numbers behind a picture as CSV, under its title. */
export function downloadNumbers(title: string, numbers: Numbers): void {
  download(`${title.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.csv`, toCsv(numbers));
}

/** Records as columns; their names are those of the first record. */
export function numbersOf(records: readonly NumberRecord[]): Numbers {
  const columnNames = Object.keys(records[0] ?? {});
  return { columnNames, columns: columnNames.map((name) => records.map((record) => record[name])) };
}
