import { InputError } from "halfspace";

/** One raw value. null is a missing value; text files give text, unconverted. */
export type Cell = string | number | boolean | null;

/** A table by columns, as it came. `rowCount` is kept apart because a table may have no column left. */
export type Table = {
  readonly columnNames: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
  readonly rowCount: number;
  /** Whether the names came from the source; without a header they are "column 1", "column 2", … */
  readonly header: boolean;
  /** The decimal mark of the numbers in the source. Cells always hold the point. */
  readonly decimal: "." | ",";
  /** What reading decided or changed, one sentence each. */
  readonly notes: readonly string[];
};

/** What a reader of one format hands over: named columns of raw cells. */
export type RawTable = Pick<Table, "columnNames" | "columns" | "header" | "notes">;

/** The name of a column of a table without a header; `position` counts from 1. */
export const positionalName = (position: number): string => `column ${position}`;

/** Names for a message, shortened where there are many. */
export function listNames(names: readonly string[], limit = 20): string {
  const shown = names.slice(0, limit).map((name) => `"${name}"`);
  return names.length > limit ? `${shown.join(", ")} and ${names.length - limit} more` : shown.join(", ");
}

/**
 * The 0-based index of a column given by its name or its 1-based number. A name wins over a number.
 * @throws InputError ("unknown-column") saying which columns there are
 */
export function columnIndex(table: Table, column: string | number, argument = "column"): number {
  const named = table.columnNames.indexOf(String(column));
  if (named >= 0) return named;
  const position = typeof column === "number" || /^\d+$/.test(column) ? Number(column) : Number.NaN;
  if (Number.isInteger(position) && position >= 1 && position <= table.columnNames.length) return position - 1;
  throw new InputError({
    code: "unknown-column",
    argument,
    got: `"${column}", and there is no such column${table.header ? "" : " (the first row is taken as data, not as names)"}`,
    expected: `a name or a number from 1 to ${table.columnNames.length}`,
    hint: `The columns are ${listNames(table.columnNames)}.`,
  });
}

/**
 * The given rows (0-based, in the order given) of a table.
 * @returns a new table
 */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const order = Array.from(rows);
  return { ...table, columns: table.columns.map((cells) => order.map((row) => cells[row])), rowCount: order.length };
}

/**
 * The table without the given columns (names or 1-based numbers, all resolved against the table given).
 * @returns a new table
 * @throws InputError for a column that the table does not have
 */
export function drop(table: Table, columns: readonly (string | number)[]): Table {
  return dropIndices(
    table,
    columns.map((column) => columnIndex(table, column, "drop")),
  );
}

/** The table without the columns at the given 0-based indices. */
export function dropIndices(table: Table, indices: readonly number[]): Table {
  const dropped = new Set(indices);
  const kept = table.columns.map((_, index) => index).filter((index) => !dropped.has(index));
  return {
    ...table,
    columnNames: kept.map((index) => table.columnNames[index]),
    columns: kept.map((index) => table.columns[index]),
  };
}
