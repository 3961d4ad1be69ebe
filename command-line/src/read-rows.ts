import { columnCalled, type Encoding, type ReadOptions, readingFor, type Table } from "@halfspace/tables";
import { InputError } from "halfspace";
import { readSource, type TableSource } from "./table-source.js";

/** What the flags of a command that has a model say of its table. */
export interface RowFlags {
  readonly header: boolean;
  readonly sheet?: string;
}

/**
 * Reads a table for a model, as the model's own was read. Of columns that training left unread those are read that `looksAt` names.
 * `header: false` (--no-header) is understood where the model has no names either.
 * @throws InputError, FormatError
 */
export function readRowsFor(
  encoding: Encoding,
  source: TableSource,
  { header, sheet }: RowFlags,
  looksAt: (name: string) => boolean = () => false,
): Promise<Table> {
  const reading = readingFor(encoding);
  const ofSheet = sheet === undefined ? {} : { sheet };
  const drop = reading.drop?.flatMap((given) => withoutNames(given, looksAt));
  if (header || !encoding.reading.header) return readSource(source, { ...reading, drop, ...ofSheet });
  throw new InputError({
    code: "conflicting-options",
    argument: "header",
    got: "it with a model that finds columns by name",
    expected: "a table with its row of names",
  });
}

/** Columns to drop, as they were given ("a,b"), without those that are looked at. */
function withoutNames(given: string, looksAt: (name: string) => boolean): string[] {
  if (looksAt(given)) return [];
  const names = given.split(",").map((name) => name.trim());
  return names.some(looksAt) ? names.filter((name) => !looksAt(name)) : [given];
}

/** What the flags of a command say of columns by name. */
export interface ColumnFlags {
  readonly header?: boolean;
  readonly sheet?: string;
  readonly decimal?: "." | ",";
  readonly missing?: readonly string[];
  readonly keepNa?: readonly string[];
  readonly foldCase?: boolean;
  readonly type?: readonly { readonly name: string; readonly type: ColumnType }[];
}

type ColumnType = NonNullable<NonNullable<ReadOptions["columns"]>[number]["type"]>;

/** The options of reading that the flags stand for; a target or a dropped column in the first row proves that it holds names. */
export function readingOptions(
  { header, sheet, decimal, missing, keepNa = [], foldCase, type = [] }: ColumnFlags,
  target: string,
  drop: readonly string[] = [],
): ReadOptions {
  const names = new Set([...keepNa, ...type.map(({ name }) => name)]);
  const columns = [...names].map((name) => ({
    name,
    ...(keepNa.includes(name) ? { keepNa: true } : {}),
    ...type.findLast((each) => each.name === name),
  }));
  return {
    names: [target],
    drop: [...drop],
    ...(header === undefined ? {} : { header }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(decimal === undefined ? {} : { decimal }),
    ...(missing === undefined ? {} : { missing: [...missing] }),
    ...(foldCase ? { foldCase } : {}),
    ...(columns.length > 0 ? { columns } : {}),
  };
}

/** The column of a name or a number from 1. @param isWhat why there is none, for the message @throws InputError where there is none */
export function columnNamed(
  columnNames: readonly string[],
  given: string,
  argument: string,
  isWhat = "there is no such column",
): string {
  const name = columnCalled(columnNames, given);
  if (name !== undefined) return name;
  throw new InputError({
    code: "unknown-column",
    argument,
    got: `"${given}", and ${isWhat}`,
    expected: `one of ${columnNames.slice(0, 20).join(", ")}${columnNames.length > 20 ? ", …" : ""}`,
  });
}

/** @throws InputError where a flag names a column that the table does not have */
export function requireFlaggedColumns({ columnNames }: Table, { keepNa = [], type = [] }: ColumnFlags): void {
  for (const name of keepNa) columnNamed(columnNames, name, "keepNa");
  for (const { name } of type) columnNamed(columnNames, name, "type");
}
