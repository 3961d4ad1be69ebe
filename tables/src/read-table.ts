import { FormatError, InputError } from "halfspace";
import { array, boolean, integer, object, oneOf, optional, text, union, type ValueOf } from "halfspace/schemas";
import { isArff, readArff } from "./arff.js";
import { isArrow, readArrow } from "./arrow.js";
import { numberOf } from "./cells.js";
import { Column } from "./columns/column.js";
import { withWords } from "./columns/column-builder.js";
import { cellsOfColumns } from "./columns/table-columns.js";
import { isCompressed, unpacked } from "./compression.js";
import { readJsonLines } from "./json-lines.js";
import { defaultMissingMarkers, missingTest, missingWords } from "./missing-values.js";
import { isParquet, readParquet } from "./parquet.js";
import { foldedCell } from "./spellings.js";
import {
  areNamed,
  type Cell,
  type ColumnReading,
  columnCalled,
  columnReadingSchema,
  namesWithin,
  positionalName,
  type RawTable,
  readingOf,
  type Table,
  withNotes,
} from "./table.js";
import { ByteSource } from "./text/byte-source.js";
import { readDelimited } from "./text/delimited-text.js";
import { textOf } from "./text/text-encoding.js";
import { isWorkbook, sheetAsText } from "./workbook.js";
import { readNumbers } from "./written-numbers.js";

const formats = ["auto", "delimited", "space-aligned", "json-lines", "arff", "parquet", "arrow", "xlsx"] as const;

const readOptionsSchema = object({
  format: optional(oneOf(...formats)),
  delimiter: optional(oneOf("auto", ",", ";", "\t", "|")),
  header: optional(union(oneOf("auto"), boolean())),
  sheet: optional(text()),
  decimal: optional(oneOf("auto", ".", ",")),
  missing: optional(array(text())),
  foldCase: optional(boolean()),
  names: optional(array(text())),
  drop: optional(array(text())),
  columns: optional(array(columnReadingSchema)),
  mayLack: optional(object({ position: integer({ least: 1 }), columnCount: integer({ least: 1 }) })),
});

/**
 * How a table is to be read; everything has a default that looks at the content.
 * - `sheet`: the name of the sheet of an Excel workbook, or its number from 1; the first one otherwise
 * - `missing`: markers read as missing beside the usual ones (`defaultMissingMarkers`), without regard to case
 * - `names`: names that the table is asked for; where one stands in the first row, that row holds the names
 * - `drop`: columns (names, or numbers from 1) in which no cell is looked at; they stay in the table, all missing
 * - `foldCase`: words become small letters, with one blank where several stood
 * - `columns`: what is known of columns by name: their type, that NA is a word in them, how their numbers are written
 * - `mayLack`: the place of the target in a table without names; a table of one column less has the others' names moved up
 */
export type ReadOptions = ValueOf<typeof readOptionsSchema>;

/**
 * Reads a table from text, bytes or a stream of bytes: CSV with any usual delimiter, space-aligned text, JSON lines or a JSON array, ARFF, Parquet,
 * Arrow (Feather), or a sheet of an Excel workbook; any of them may be packed with gzip or Zstandard.
 *
 * The format is found from the content. Cells of text files stay text, trimmed; missing markers become null. Text of every format is read
 * chunk by chunk; Parquet, Arrow and workbooks are read from all their bytes.
 * @returns the table, with notes on what was decided
 * @throws FormatError for a table that cannot be read: no rows, ragged rows (with the line), infinite numbers (with row and column)
 * @throws InputError for an unknown option
 */
export async function readTable(
  source: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): Promise<Table> {
  const checked = checkOptions(options);
  return tableOf(await readFormat(source, checked, missingTestOf(checked)), checked);
}

const missingTestOf = ({ missing = [] }: ReadOptions): MissingTest =>
  missingTest([...defaultMissingMarkers, ...missing]);

/**
 * What a reader of one format hands over as a table.
 * @throws FormatError, InputError as `readTable`
 */
export function tableOf(raw: RawTable, options: ReadOptions): Table {
  const checked = checkOptions(options);
  const isMissing = missingTestOf(checked);
  const rowCount = raw.columns[0]?.length ?? 0;
  if (rowCount === 0)
    throw new FormatError({
      source: "table",
      got: "no rows of data, only the names of its columns",
      expected: "at least one row",
    });
  const cleaned = clean(raw, checked, isMissing);
  cleaned.columns.forEach((column, index) => {
    refuseInfinity(column, raw.columnNames[index]);
  });
  const columns = cellsOfColumns(cleaned.columns);
  return { columnNames: raw.columnNames, rowCount, header: raw.header, ...cleaned, columns, ...askedFor(checked) };
}

/** What holds for every table that is read for the same encoding. */
const askedFor = ({ missing, foldCase, drop }: ReadOptions): Pick<Table, "missing" | "foldCase" | "dropped"> => ({
  ...(drop && drop.length > 0 ? { dropped: drop } : {}),
  ...(missing ? { missing } : {}),
  ...(foldCase ? { foldCase } : {}),
});

/** Missing cells become null, and dressed numbers plain ones. */
function clean(
  raw: RawTable,
  { columns: given = [], decimal = "auto", mayLack, foldCase, drop = [], missing = [] }: ReadOptions,
  isMissing: MissingTest,
): Pick<Table, "decimal" | "notes" | "readings" | "missingWords"> & Pick<RawTable, "columns"> {
  const { columnNames } = raw;
  const said = raw.readings ?? [];
  const lacks = !raw.header && mayLack?.columnCount === columnNames.length + 1;
  const named = (lacks ? moveUp(given, mayLack.position) : given).map((reading) => ({
    ...reading,
    name: columnCalled(columnNames, reading.name) ?? reading.name,
  }));
  const asked = mergeReadings(said, named);
  const askedOf = (name: string) => readingOf({ readings: asked }, name);
  const tests = columnNames.map((name) => (askedOf(name)?.keepNa ? isEmpty : isMissing));
  const dropped = areNamed(columnNames, drop);
  const shown = raw.columns.map((column, index) => (dropped[index] ? Column.missing(column.length) : column));
  const numbersToo = missing.some((marker) => Number.isFinite(Number(marker)));
  const known = shown.map((column, index) => withWords(column.without(tests[index], numbersToo), trimmed));
  const found = readNumbers(columnNames, known, { decimal, cutAtCommas: raw.delimiter === ",", asked: askedOf });
  const words = columnNames.flatMap((name, index) => missingWords(name, shown[index], tests[index], numbersToo));
  const notes = [...raw.notes, ...found.notes];
  const all = [...words, ...found.missing];
  const readings = mergeReadings(asked, found.notations);
  return {
    columns: foldCase ? found.columns.map((column) => withWords(column, foldedCell)) : found.columns,
    decimal: found.decimal,
    notes,
    ...(readings.length > 0 ? { readings } : {}),
    ...(all.length > 0 ? { missingWords: all } : {}),
  };
}

/** Readings by place where the column at one place is absent. */
const moveUp = (readings: readonly ColumnReading[], absent: number): ColumnReading[] =>
  readings.flatMap((reading) => {
    const place = Number(/^column (\d+)$/.exec(reading.name)?.[1]);
    return place === absent ? [] : [{ ...reading, name: positionalName(place > absent ? place - 1 : place) }];
  });

function mergeReadings(asked: readonly ColumnReading[], found: readonly ColumnReading[]): ColumnReading[] {
  const names = new Set([...asked, ...found].map(({ name }) => name));
  return [...names].map((name) => ({
    ...readingOf({ readings: asked }, name),
    ...readingOf({ readings: found }, name),
    name,
  }));
}

function checkOptions(options: ReadOptions): ReadOptions {
  const issue = readOptionsSchema.issueOf(options);
  if (!issue) return options;
  const { path, expected, got, unknownPart } = issue;
  if (unknownPart === undefined) {
    throw new InputError({ code: "unknown-value", argument: path.join(".") || "options", got, expected });
  }
  const known = Object.keys(readOptionsSchema.parts).join(", ");
  throw new InputError({ code: "unknown-option", argument: unknownPart, expected: `one of ${known}` });
}

type MissingTest = (cell: Cell) => boolean;

const isEmpty: MissingTest = (cell) => cell === null || (typeof cell === "string" && cell.trim() === "");

const trimmed = (cell: Cell): Cell => (typeof cell === "string" ? cell.trim() : cell);

async function readFormat(
  given: string | Uint8Array | AsyncIterable<Uint8Array>,
  options: ReadOptions,
  isMissing: MissingTest,
): Promise<RawTable> {
  if (typeof given === "string") return readText(ByteSource.of(given.replace(/^\uFEFF/, "")), options, isMissing, true);
  const { format = "auto", drop = [] } = options;
  const source = await unpacked(ByteSource.of(given));
  const head = await source.head(signatureBytes);
  if (format === "parquet" || (format === "auto" && isParquet(head))) return readParquet(await source.whole(), drop);
  if (format === "arrow" || (format === "auto" && isArrow(head))) return readArrow(await source.whole(), drop);
  if (format === "xlsx" || (format === "auto" && isWorkbook(head))) {
    const sheet = await sheetAsText(await source.whole(), options.sheet);
    const ofText = { ...options, format: "delimited" as const, delimiter: "," as const };
    return withNotes(sheet.notes, await readText(ByteSource.of(sheet.text), ofText, isMissing, true));
  }
  const { bytes, notes } = await textOf(source);
  return withNotes(notes, await readText(bytes, options, isMissing));
}

/** More than the longest mark at the beginning of a file. */
const signatureBytes = 16;

/**
 * Whether a file may hold much more than its bytes say: gzip, Zstandard, Parquet, Arrow or an Excel workbook.
 * @param head its first bytes, 16 of them where it has as many
 * @returns true where its size says little of how long reading takes
 */
export const isPacked = (head: Uint8Array): boolean =>
  [isCompressed, isParquet, isArrow, isWorkbook].some((is) => is(head));

/** Bytes in which the beginning of JSON, or of ARFF behind its comments, is looked for. */
const searchedBytes = 2 ** 20;

async function readText(
  source: ByteSource,
  options: ReadOptions,
  isMissing: MissingTest,
  onlyText = false,
): Promise<RawTable> {
  const { format = "auto", drop = [] } = options;
  if (onlyText && (format === "parquet" || format === "arrow" || format === "xlsx")) {
    throw new FormatError({ source: "table", got: `text for the format ${format}`, expected: "its bytes" });
  }
  const begin =
    format === "auto" ? new TextDecoder().decode((await source.head(searchedBytes)).subarray(0, searchedBytes)) : "";
  if (format === "json-lines" || /^\s*(?:\{|\[\s*[{[])/.test(begin)) return readJsonLines(source, drop);
  if (format === "arff" || isArff(begin)) return readArff(source, drop);
  const { header = "auto", delimiter = "auto", names = [] } = options;
  const naming = { header, isMissing, names: [...names, ...drop].flatMap((name) => [name, ...namesWithin(name, [])]) };
  return readDelimited(source, {
    ...naming,
    delimiter: format === "space-aligned" ? "space" : delimiter,
    allowSpaces: format !== "delimited",
  });
}

/** A literal infinity among numbers is bad input; in a column of words it is a word like any other. */
function refuseInfinity(column: Column, name: string): void {
  const mayBe = column.hasTypedNumbers || column.words().some(({ word }) => Math.abs(numberOf(word)) === Infinity);
  if (!mayBe || !column.allNumbers) return;
  const row = column.numbers().findIndex((value) => value === Infinity || value === -Infinity);
  if (row < 0) return;
  throw new FormatError({
    source: "table",
    got: `${column.at(row)} in row ${row + 1} of column "${name}"`,
    expected: "finite numbers",
    hint: "Correct the cell or leave it empty (missing).",
  });
}
