import { codesIn, countLevels, numberOf, truthOf } from "./cells.js";
import { type FoundDates, findDates } from "./date-columns.js";
import { countsUp, numbersRows } from "./row-numbers.js";
import { type Cell, type ColumnReading, readingOf, type Table } from "./table.js";

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
 */
export function describeColumns(table: Table, rows?: ArrayLike<number>): ColumnDescription[] {
  return table.columns.map((all, index) => {
    const name = table.columnNames[index];
    const cells = rows ? Array.from(rows, (row) => all[row]) : all;
    return describeColumn({ name, first: index === 0, asked: readingOf(table, name)?.type, all, cells });
  });
}

/** A column with what is known of it; `cells` are those of the rows asked for. */
interface Column {
  readonly name: string;
  readonly first: boolean;
  readonly asked: ColumnReading["type"];
  readonly all: readonly Cell[];
  readonly cells: readonly Cell[];
}

function describeColumn(column: Column): ColumnDescription {
  const { name, cells, all, asked } = column;
  const distinctCount = countLevels(cells).size;
  const missingCount = cells.reduce<number>((count, cell) => count + (cell === null ? 1 : 0), 0);
  const counts = { name, missingCount, distinctCount };
  if (distinctCount === 0) return { ...counts, type: "empty" };
  if (distinctCount === 1 && missingCount === 0) return { ...counts, type: "constant" };
  const dates = findDates(name, all, asked);
  return dates ? { ...counts, type: "date", dates } : { ...counts, type: typeOf(column, counts) };
}

function typeOf(
  column: Column,
  { distinctCount, missingCount }: Pick<ColumnDescription, "distinctCount" | "missingCount">,
): ColumnType {
  const { cells, all, asked } = column;
  if (asked === "number") return "numeric";
  if (asked === "category") return "category";
  const knownCount = cells.length - missingCount;
  const many = knownCount >= fewestRowsOfAnIdentifier;
  if (areNumbers(cells) && codesIn(all) === undefined)
    return many && numbersRows(column, distinctCount === knownCount) ? "identifier" : "numeric";
  if (cells.every((cell) => cell === null || !Number.isNaN(truthOf(cell)))) return "boolean";
  return many && distinctCount > 0.95 * knownCount ? "identifier" : "category";
}

const areNumbers = (cells: readonly Cell[]): boolean =>
  cells.every((cell) => cell === null || Number.isFinite(numberOf(cell)));

/** Whether every known cell is a finite number, and none is a code such as 02139. */
export const isNumeric = (cells: readonly Cell[]): boolean => areNumbers(cells) && codesIn(cells) === undefined;

/** A note on a numeric column that counts the rows and was kept. */
export function countingNote(name: string, cells: readonly Cell[]): string | undefined {
  if (cells.length < fewestRowsOfAnIdentifier || !countsUp(cells)) return undefined;
  const values = cells.map(numberOf);
  const first = values.reduce((least, value) => Math.min(least, value));
  if (first !== 0 && first !== 1) return undefined;
  return `Column "${name}" holds every whole number from ${first} to ${first + values.length - 1}; drop it if it only numbers the rows.`;
}
