import { requireAskedType } from "./asked-types.js";
import { truthOf } from "./cells.js";
import type { Column } from "./columns/column.js";
import { columnsOf } from "./columns/table-columns.js";
import { type FoundDates, findDates } from "./date-columns.js";
import { codesIn } from "./levels.js";
import { countsUp, numbersRows } from "./row-numbers.js";
import { type ColumnReading, readingOf, type Table } from "./table.js";

/**
 * What a column holds.
 * - `numeric`: every known cell is a number (text such as "1.5e3" counts), more than one value
 * - `boolean`: true and false, also as text
 * - `date`: dates in one form, or numbers that are moments by the name of their column
 * - `category`: anything else with repeated values; whole numbers with leading zeros or more digits than a number keeps
 * - `identifier`: text that differs in (nearly) every row, or whole numbers that number the rows by their name or place
 * - `constant`: one value and nothing missing; `empty`: nothing known
 */
export type ColumnType = "numeric" | "date" | "boolean" | "category" | "identifier" | "constant" | "empty";

/** A column of a table: its name, its type, and how many values are missing and distinct. */
export type ColumnDescription = {
  readonly name: string;
  readonly type: ColumnType;
  readonly missingCount: number;
  readonly distinctCount: number;
  /** How its dates are written. */
  readonly dates?: FoundDates;
};

const fewestRowsOfAnIdentifier = 20;

/**
 * The type of every column of a table; with `rows` (0-based) only those rows are looked at, but for the notation: how dates
 * are written, leading zeros and numbers that count the rows are found from all cells.
 * @returns one description a column, in order
 * @throws InputError for a column that cannot hold what it was asked to
 */
export function describeColumns(table: Table, rows?: ArrayLike<number>): ColumnDescription[] {
  return columnsOf(table).map((all, index) => describeColumn(table, index, all, rows ? all.select(rows) : all));
}

/** A column with what is known of it; `cells` are those of the rows asked for. */
interface NamedColumn {
  readonly name: string;
  readonly first: boolean;
  readonly asked: ColumnReading["type"];
  readonly all: Column;
  readonly cells: Column;
}

/**
 * The description of one column.
 * @param all its cells in all rows; `cells` are those of the rows asked for
 * @throws InputError for a column that cannot hold what it was asked to
 */
export function describeColumn(
  table: Pick<Table, "columnNames" | "readings">,
  index: number,
  all: Column,
  cells: Column,
): ColumnDescription {
  const name = table.columnNames[index];
  const asked = readingOf(table, name)?.type;
  const { distinctCount, missingCount } = cells;
  const counts = { name, missingCount, distinctCount };
  if (distinctCount === 0) return { ...counts, type: "empty" };
  if (distinctCount === 1 && missingCount === 0) return { ...counts, type: "constant" };
  const dates = findDates(name, all, asked);
  requireAskedType(name, all, asked, dates);
  return dates
    ? { ...counts, type: "date", dates }
    : { ...counts, type: typeOf({ name, first: index === 0, asked, all, cells }, counts) };
}

function typeOf(
  column: NamedColumn,
  { distinctCount, missingCount }: Pick<ColumnDescription, "distinctCount" | "missingCount">,
): ColumnType {
  const { cells, all, asked } = column;
  if (asked === "number") return "numeric";
  if (asked === "category") return "category";
  const knownCount = cells.length - missingCount;
  const many = knownCount >= fewestRowsOfAnIdentifier;
  if (areNumbers(cells) && codesIn(all) === undefined)
    return many && numbersRows(column, distinctCount === knownCount) ? "identifier" : "numeric";
  const truths = cells.words().every(({ word }) => !Number.isNaN(truthOf(word)));
  if (!cells.hasNumbers && truths) return "boolean";
  return many && distinctCount > 0.95 * knownCount ? "identifier" : "category";
}

function areNumbers(cells: Column): boolean {
  if (!cells.allNumbers) return false;
  const values = cells.numbers();
  for (let row = 0; row < values.length; row++)
    if (!Number.isFinite(values[row]) && !cells.isMissing(row)) return false;
  return true;
}

/** Whether every known cell is a finite number, and none is a code such as 02139. */
export const isNumeric = (cells: Column): boolean => areNumbers(cells) && codesIn(cells) === undefined;

/** A note on a numeric column that counts the rows and was kept. */
export function countingNote(name: string, cells: Column): string | undefined {
  if (cells.length < fewestRowsOfAnIdentifier || !countsUp(cells)) return undefined;
  const first = cells.numbers().reduce((least, value) => Math.min(least, value));
  if (first !== 0 && first !== 1) return undefined;
  return `Column "${name}" holds every whole number from ${first} to ${first + cells.length - 1}; drop it if it only numbers the rows.`;
}
