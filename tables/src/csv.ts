import type { Cell, Table } from "./table.js";

/**
 * The table as CSV: commas, quotes where needed, LF line ends, missing cells empty. `readTable` reads it back.
 * @returns the text of the file
 */
export function toCsv(table: Pick<Table, "columnNames" | "columns">): string {
  const columns = Array.from(table.columns);
  const lines = [csvLine(table.columnNames)];
  for (let row = 0; row < (columns[0]?.length ?? 0); row++) lines.push(csvLine(columns.map((cells) => cells[row])));
  return `${lines.join("\n")}\n`;
}

/** Cells as a line of CSV, without its end. */
export const csvLine = (cells: readonly Cell[]): string => cells.map(csvCell).join(",");

const needsQuotes = /[",\r\n]|^\s|\s$/;

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  const text = String(cell);
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
