import { InputError } from "halfspace";
import { object, oneOf, text, type ValueOf } from "halfspace/schemas";
import { isNumeric } from "./column-types.js";
import { columnsOf } from "./columns/table-columns.js";
import { findDates } from "./date-columns.js";
import { dateForms } from "./date-schema.js";
import { momentIn } from "./dates.js";
import { columnIndex, readingOf, type Table } from "./table.js";

export const splitOrderSchema = object({ column: text(), form: oneOf(...dateForms, "number") });

/** The column whose latest or largest values are kept for the test, and how its cells are written. */
export type SplitOrder = ValueOf<typeof splitOrderSchema>;

/**
 * The order of a split by a column of dates or numbers.
 * @throws InputError where there is no such column, or it holds neither
 */
export function splitOrderOf(table: Table, column: string | number): SplitOrder {
  const index = columnIndex(table, column, "splitBy");
  const name = table.columnNames[index];
  const cells = columnsOf(table)[index];
  const dates = findDates(name, cells, readingOf(table, name)?.type);
  if (dates) return { column: name, form: dates.form };
  if (isNumeric(cells)) return { column: name, form: "number" };
  throw new InputError({
    code: "wrong-type",
    argument: "splitBy",
    got: `"${name}", which holds neither dates nor numbers`,
    expected: "a column of dates, or of numbers that grow with time",
  });
}

/**
 * Splits rows by the order of a column: the last ones are the test. Equal values stay in the order of their rows, and rows
 * without a value come first.
 * @param rows 0-based rows of the table
 * @returns positions in `rows`, in the order of the column
 */
export function splitInOrder(
  table: Table,
  { column, form }: SplitOrder,
  rows: readonly number[],
  fraction: number,
): { train: number[]; test: number[] } {
  const index = table.columnNames.indexOf(column);
  if (index < 0) {
    throw new InputError({
      code: "missing-column",
      argument: "table",
      got: `no column "${column}", by which the rows were split`,
    });
  }
  const cells = columnsOf(table)[index];
  const places = form === "number" ? cells.numbers() : cells.measured((cell) => momentIn(cell, form));
  const keys = rows.map((row) => (cells.isMissing(row) ? -Infinity : places[row]));
  const order = rows.map((_, position) => position).toSorted((a, b) => compare(keys[a], keys[b]) || a - b);
  const count = rows.length;
  const testCount = fraction === 0 ? 0 : Math.min(count - 1, Math.max(1, Math.floor(fraction * count + 0.5)));
  return { train: order.slice(0, count - testCount), test: order.slice(count - testCount) };
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);
