import type { Cell, Table } from "./table.js";

/** How a table is written as CSV. */
export interface CsvOptions {
  /**
   * Words and names that a spreadsheet would take for a formula, as =1+1 or @SUM, get an apostrophe in front. `readTable` then reads it too.
   * Default false: the cells as they are.
   */
  readonly spreadsheetSafe?: boolean;
}

/**
 * The table as CSV: commas, quotes where needed, LF line ends, missing cells empty. `readTable` reads it back.
 * @returns the text of the file
 */
export function toCsv(
  table: Pick<Table, "columnNames" | "columns">,
  { spreadsheetSafe = false }: CsvOptions = {},
): string {
  const safe = spreadsheetSafe ? withoutFormula : (cell: Cell) => cell;
  const columns = Array.from(table.columns);
  const lines = [csvLine(table.columnNames.map(safe))];
  for (let row = 0; row < (columns[0]?.length ?? 0); row++) {
    lines.push(csvLine(columns.map((cells) => safe(cells[row]))));
  }
  return `${lines.join("\n")}\n`;
}

/** What a spreadsheet takes for the beginning of a formula. */
const formula = /^[=+\-@\t\r]/;

const withoutFormula = (cell: Cell): Cell => (typeof cell === "string" && formula.test(cell) ? `'${cell}` : cell);

/** Cells as a line of CSV, without its end. */
export const csvLine = (cells: readonly Cell[]): string => {
  const needs = cells.length === 1 ? couldPart : needsQuotes;
  return cells.map((cell) => csvCell(cell, needs)).join(",") || nothing;
};

/** A line of one missing cell: an empty line would be no row. */
const nothing = '""';

const needsQuotes = /[",\r\n]|^\s|\s$/;

/** In a line without a comma other marks would be taken for what parts its cells. */
const couldPart = /[",;|\s]/;

function csvCell(cell: Cell, needs: RegExp): string {
  if (cell === null) return "";
  const text = String(cell);
  return needs.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
