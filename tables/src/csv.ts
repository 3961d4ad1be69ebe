import Papa from "papaparse";
import type { Table } from "./table.js";

/**
 * The table as CSV: commas, quotes where needed, LF line ends, missing cells empty. `readTable` reads it back.
 * @returns the text of the file
 */
export function toCsv(table: Pick<Table, "columnNames" | "columns">): string {
  const rowCount = table.columns[0]?.length ?? 0;
  const rows = Array.from({ length: rowCount }, (_, row) => table.columns.map((cells) => cells[row]));
  return `${Papa.unparse({ fields: [...table.columnNames], data: rows }, { newline: "\n" })}\n`;
}
