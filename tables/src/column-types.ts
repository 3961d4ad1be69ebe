import { countLevels, numberOf, truthOf } from "./cells.js";
import type { Cell, Table } from "./table.js";

/**
 * What a column holds.
 * - `numeric`: every known cell is a number (text such as "1.5e3" counts), more than one value
 * - `boolean`: true and false, also as text
 * - `category`: anything else with repeated values
 * - `identifier`: text that differs in (nearly) every row, or whole numbers that count the rows
 * - `constant`: one value and nothing missing; `empty`: nothing known
 */
export type ColumnType = "numeric" | "boolean" | "category" | "identifier" | "constant" | "empty";

/** A column of a table: its name, its type, and how many values are missing and distinct. */
export type ColumnDescription = {
  readonly name: string;
  readonly type: ColumnType;
  readonly missingCount: number;
  readonly distinctCount: number;
};

const fewestRowsOfAnIdentifier = 20;

/**
 * The type of every column of a table; with `rows` (0-based) only those rows are looked at.
 * @returns one description a column, in order
 */
export function describeColumns(table: Table, rows?: ArrayLike<number>): ColumnDescription[] {
  const order = rows ? Array.from(rows) : Array.from({ length: table.rowCount }, (_, row) => row);
  return table.columns.map((cells, index) =>
    describeColumn(
      table.columnNames[index],
      order.map((row) => cells[row]),
      order,
    ),
  );
}

function describeColumn(name: string, cells: readonly Cell[], rows: readonly number[]): ColumnDescription {
  const levels = countLevels(cells);
  const missingCount = cells.reduce<number>((count, cell) => count + (cell === null ? 1 : 0), 0);
  return { name, type: typeOf(cells, rows, levels.size, missingCount), missingCount, distinctCount: levels.size };
}

function typeOf(
  cells: readonly Cell[],
  rows: readonly number[],
  distinctCount: number,
  missingCount: number,
): ColumnType {
  if (distinctCount === 0) return "empty";
  if (distinctCount === 1 && missingCount === 0) return "constant";
  if (isNumeric(cells)) return countsRows(cells, rows) ? "identifier" : "numeric";
  if (cells.every((cell) => cell === null || !Number.isNaN(truthOf(cell)))) return "boolean";
  const knownCount = cells.length - missingCount;
  return knownCount >= fewestRowsOfAnIdentifier && distinctCount > 0.95 * knownCount ? "identifier" : "category";
}

/** Whether every known cell is a finite number. */
export const isNumeric = (cells: readonly Cell[]): boolean =>
  cells.every((cell) => cell === null || Number.isFinite(numberOf(cell)));

/** A row number: value minus row is the same everywhere. */
function countsRows(cells: readonly Cell[], rows: readonly number[]): boolean {
  if (cells.length < fewestRowsOfAnIdentifier) return false;
  const offset = numberOf(cells[0]) - rows[0];
  return Number.isInteger(offset) && cells.every((cell, index) => numberOf(cell) - rows[index] === offset);
}
