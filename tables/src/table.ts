import { InputError } from "halfspace";
import { boolean, object, oneOf, optional, text, type ValueOf } from "halfspace/schemas";
import type { Cell } from "./cells.js";
import type { Column } from "./columns/column.js";
import { cellsOfColumns, columnsAt, columnsOf, selectedColumns } from "./columns/table-columns.js";
import { notationSchema } from "./notation-schema.js";

export type { Cell };

/** What a column may be asked to hold. */
export const columnTypes = ["number", "category", "date", "day-first", "month-first"] as const;

export const columnReadingSchema = object({
  name: text(),
  /** What the column was asked to hold; found by its cells where it is left out. */
  type: optional(oneOf(...columnTypes)),
  /** Words such as NA are kept as words. */
  keepNa: optional(boolean()),
  /** How its numbers are written. */
  notation: optional(notationSchema),
});

/**
 * A table by columns, as it came. `rowCount` is kept apart because a table may have no column left. A table that was read
 * makes the cells of a column when they are looked at; splitting and encoding take less memory than looking at all of them.
 */
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
  /** How columns were asked to be read, or were found to be written; only those that are not plain. */
  readonly readings?: readonly ColumnReading[];
  /** Markers that were asked to be read as missing, beside the usual ones. */
  readonly missing?: readonly string[];
  /** Whether words were read in small letters. */
  readonly foldCase?: boolean;
  /** Columns in which no cell was looked at, as they were given. */
  readonly dropped?: readonly string[];
  /** Words that were read as missing, with their counts. */
  readonly missingWords?: readonly MissingWord[];
};

/** How often a word was read as missing in a column. */
export type MissingWord = { readonly column: string; readonly word: string; readonly count: number };

/** How one column is read, where it was asked or found. */
export type ColumnReading = ValueOf<typeof columnReadingSchema>;

/** The entry of a column among the readings of a table. */
export const readingOf = ({ readings = [] }: Pick<Table, "readings">, name: string): ColumnReading | undefined =>
  readings.find((each) => each.name === name);

/** What a reader of one format hands over: named columns of raw cells. */
export type RawTable = Pick<Table, "columnNames" | "header" | "notes"> & {
  readonly columns: readonly Column[];
  /** What cut the lines into cells, in text. */
  readonly delimiter?: string;
  /** What the source itself says of its columns. */
  readonly readings?: readonly ColumnReading[];
};

/** A table with further notes before its own. */
export const withNotes = (notes: readonly string[], table: RawTable): RawTable => ({
  ...table,
  notes: [...notes, ...table.notes],
});

/** The name of a column of a table without a header; `position` counts from 1. */
export const positionalName = (position: number): string => `column ${position}`;

/** A name of its own for each column: an empty one is called by its place, a repeated one gets a number and a note. */
export function distinctNames(given: readonly string[]): { columnNames: string[]; notes: string[] } {
  const notes: string[] = [];
  const taken = new Set<string>();
  const columnNames = given.map((cell, index) => {
    const wanted = cell.trim() || positionalName(index + 1);
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted} (${copy})`;
    if (name !== wanted) notes.push(`The name "${wanted}" occurs again; column ${index + 1} is called "${name}".`);
    taken.add(name);
    return name;
  });
  return { columnNames, notes };
}

/** The name of the column that is given by its name, by its number from 1, or as "column 3". @returns undefined where there is none */
export function columnCalled(columnNames: readonly string[], given: string): string | undefined {
  if (columnNames.includes(given)) return given;
  const place = /^(?:column )?(\d+)$/.exec(given)?.[1];
  return place === undefined ? undefined : columnNames[Number(place) - 1];
}

/** Names in "a,b", or the one column that has just that name. */
export const namesWithin = (given: string, columnNames: readonly string[]): string[] =>
  columnNames.includes(given) ? [given] : given.split(",").map((name) => name.trim());

/** Whether each column is among those given: by name, by several with commas between, or by number from 1. A name wins. */
export function areNamed(columnNames: readonly string[], given: readonly string[]): boolean[] {
  const names = new Set(given.flatMap((name) => namesWithin(name, columnNames)));
  return columnNames.map((name, index) => {
    const place = String(index + 1);
    return names.has(name) || (names.has(place) && !columnNames.includes(place));
  });
}

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
  return { ...table, columns: cellsOfColumns(selectedColumns(columnsOf(table), rows)), rowCount: rows.length };
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
  const columns = columnsOf(table);
  const kept = [...table.columnNames.keys()].filter((index) => !dropped.has(index));
  return {
    ...table,
    columnNames: kept.map((index) => table.columnNames[index]),
    columns: cellsOfColumns(columnsAt(columns, kept)),
  };
}
