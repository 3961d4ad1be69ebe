import { describeColumns, type EncodedRows, type SplitTable, type Table } from "@halfspace/tables";

/** What a row of a table is called: its number in the file, and what stands there in columns that name rows. */
export interface RowName {
  /** From 1, the names of the columns not counted. */
  readonly number: number;
  /** Of the first column that names rows, where there is one. */
  readonly called?: { readonly column: string; readonly value: string };
  readonly wasLearned: boolean;
}

/** A row of the table among the rows that the model learned from or was judged by. */
export interface FoundRow {
  readonly rows: EncodedRows;
  /** Its place among them, from 0. */
  readonly position: number;
  /** Its place in the table, from 0. */
  readonly place: number;
}

interface Named {
  readonly table: Table;
  readonly split: Pick<SplitTable, "train" | "test" | "places">;
}

const namingColumns = new WeakMap<Table, number>();

/** The first column that names rows; −1 where there is none. */
function namingColumn(table: Table): number {
  const known = namingColumns.get(table);
  if (known !== undefined) return known;
  const found = describeColumns(table).findIndex(({ type }) => type === "identifier");
  namingColumns.set(table, found);
  return found;
}

/** The column by whose values rows can be asked for. */
export const nameOfNamingColumn = (table: Table): string | undefined => table.columnNames[namingColumn(table)];

/** @param place in the table, from 0 */
export function nameOfRow({ table, split }: Named, place: number): RowName {
  const column = namingColumn(table);
  const cell = table.columns[column]?.[place] ?? null;
  return {
    number: place + 1,
    ...(cell === null ? {} : { called: { column: table.columnNames[column], value: String(cell) } }),
    wasLearned: !split.places.test.includes(place),
  };
}

/** As a person would write it, to be found again. */
export const writtenName = ({ called, number }: RowName): string => called?.value ?? String(number);

/**
 * The row that a person asks for.
 * @param typed what stands in the column that names rows, or the number of the row in the file, from 1
 * @throws Error for a row that the table does not have, and for one without a target
 */
export function findRow({ table, split }: Named, typed: string): FoundRow {
  const wanted = typed.trim();
  const column = namingColumn(table);
  const called = column < 0 ? -1 : table.columns[column].findIndex((cell) => String(cell) === wanted);
  const place = called >= 0 ? called : /^\d+$/.test(wanted) ? Number(wanted) - 1 : -1;
  if (place < 0 || place >= table.rowCount) {
    const names = column < 0 ? "" : `what stands in its column ${table.columnNames[column]}, or `;
    throw new Error(`The file has no row “${wanted}”. Give ${names}the number of a row, from 1 to ${table.rowCount}.`);
  }
  for (const [rows, places] of [
    [split.test, split.places.test],
    [split.train, split.places.train],
  ] as const) {
    const position = places.indexOf(place);
    if (rows && position >= 0) return { rows, position, place };
  }
  throw new Error(`Row ${place + 1} says nothing of what is predicted. Type its values below instead.`);
}
