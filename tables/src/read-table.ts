import { FormatError, InputError } from "halfspace";
import * as z from "zod";
import { isArff, readArff } from "./arff.js";
import { isArrow, readArrow } from "./arrow.js";
import { numberOf } from "./cells.js";
import { unpacked } from "./compression.js";
import { readDelimited, readSpaceAligned } from "./delimited-text.js";
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
} from "./table.js";
import { decodeText } from "./text.js";
import { isWorkbook, sheetAsText } from "./workbook.js";
import { readNumbers } from "./written-numbers.js";

const readOptionsSchema = z.strictObject({
  format: z.enum(["auto", "delimited", "space-aligned", "json-lines", "arff", "parquet", "arrow", "xlsx"]).optional(),
  delimiter: z.enum(["auto", ",", ";", "\t", "|"]).optional(),
  header: z.union([z.literal("auto"), z.boolean()]).optional(),
  sheet: z.string().optional(),
  decimal: z.enum(["auto", ".", ","]).optional(),
  missing: z.array(z.string()).optional(),
  foldCase: z.boolean().optional(),
  names: z.array(z.string()).optional(),
  drop: z.array(z.string()).optional(),
  columns: z.array(columnReadingSchema).optional(),
  mayLack: z.strictObject({ position: z.int().positive(), columnCount: z.int().positive() }).optional(),
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
export type ReadOptions = z.infer<typeof readOptionsSchema>;

/**
 * Reads a table from text or bytes: CSV with any usual delimiter, space-aligned text, JSON lines or a JSON array, ARFF, Parquet,
 * Arrow (Feather), or a sheet of an Excel workbook; any of them may be packed with gzip or Zstandard.
 *
 * The format is found from the content. Cells of text files stay text, trimmed; missing markers become null.
 * @returns the table, with notes on what was decided
 * @throws FormatError for a table that cannot be read: no rows, ragged rows (with the line), infinite numbers (with row and column)
 * @throws InputError for an unknown option
 */
export async function readTable(source: string | Uint8Array, options: ReadOptions = {}): Promise<Table> {
  const checked = checkOptions(options);
  const isMissing = missingTest([...defaultMissingMarkers, ...(checked.missing ?? [])]);
  const raw = await readFormat(source, checked, isMissing);
  const rowCount = raw.columns[0]?.length ?? 0;
  if (rowCount === 0)
    throw new FormatError({
      source: "table",
      got: "no rows of data, only the names of its columns",
      expected: "at least one row",
    });
  const cleaned = clean(raw, checked, isMissing);
  cleaned.columns.forEach((cells, index) => {
    refuseInfinity(cells, raw.columnNames[index]);
  });
  return { columnNames: raw.columnNames, rowCount, header: raw.header, ...cleaned, ...askedFor(checked) };
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
  { columns: given = [], decimal = "auto", mayLack, foldCase, drop = [] }: ReadOptions,
  isMissing: MissingTest,
): Pick<Table, "columns" | "decimal" | "notes" | "readings" | "missingWords"> {
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
  const shown = raw.columns.map((column, index) => (dropped[index] ? column.map(() => null) : column));
  const cells = shown.map((column, index) => column.map((cell) => (tests[index](cell) ? null : trimmed(cell))));
  const found = readNumbers(columnNames, cells, { decimal, cutAtCommas: raw.delimiter === ",", asked: askedOf });
  const words = columnNames.flatMap((name, index) => missingWords(name, shown[index], tests[index]));
  const notes = [...raw.notes, ...found.notes];
  const all = [...words, ...found.missing];
  const readings = mergeReadings(asked, found.notations);
  return {
    columns: foldCase ? found.columns.map((column) => column.map(foldedCell)) : found.columns,
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
  const result = readOptionsSchema.safeParse(options);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const argument = unknown ?? (issue.path.join(".") || "options");
  throw new InputError({
    code: unknown === undefined ? "unknown-value" : "unknown-option",
    argument,
    expected: unknown === undefined ? issue.message : `one of ${Object.keys(readOptionsSchema.shape).join(", ")}`,
  });
}

type MissingTest = (cell: Cell) => boolean;

const isEmpty: MissingTest = (cell) => cell === null || (typeof cell === "string" && cell.trim() === "");

const trimmed = (cell: Cell): Cell => (typeof cell === "string" ? cell.trim() : cell);

async function readFormat(
  source: string | Uint8Array,
  options: ReadOptions,
  isMissing: MissingTest,
): Promise<RawTable> {
  if (typeof source === "string")
    return readText({ text: source.replace(/^\uFEFF/, ""), notes: [] }, options, isMissing);
  const { format = "auto", drop = [] } = options;
  const bytes = await unpacked(source);
  if (format === "parquet" || (format === "auto" && isParquet(bytes))) return readParquet(bytes, drop);
  if (format === "arrow" || (format === "auto" && isArrow(bytes))) return readArrow(bytes, drop);
  if (format === "xlsx" || (format === "auto" && isWorkbook(bytes))) {
    const sheet = await sheetAsText(bytes, options.sheet);
    return readText(sheet, { ...options, format: "delimited", delimiter: "," }, isMissing);
  }
  return readText(decodeText(bytes), options, isMissing);
}

function readText(
  { text, notes }: { readonly text: string; readonly notes: readonly string[] },
  options: ReadOptions,
  isMissing: MissingTest,
): RawTable {
  const { format = "auto" } = options;
  if (format === "parquet" || format === "arrow" || format === "xlsx") {
    throw new FormatError({ source: "table", got: `text for the format ${format}`, expected: "its bytes" });
  }
  if (text.trim() === "") throw new FormatError({ source: "table", got: "an empty one", expected: "names and rows" });
  const raw = readTextFormat(text.replace(/\r\n?/g, "\n"), format, options, isMissing);
  return { ...raw, notes: [...notes, ...raw.notes] };
}

function readTextFormat(
  text: string,
  format: ReadOptions["format"],
  options: ReadOptions,
  isMissing: MissingTest,
): RawTable {
  if (format === "json-lines" || (format === "auto" && /^\s*(?:\{|\[\s*\{)/.test(text)))
    return readJsonLines(text, options.drop ?? []);
  if (format === "arff" || (format === "auto" && isArff(text))) return readArff(text);
  const { header = "auto", delimiter = "auto", names = [], drop = [] } = options;
  const naming = { header, isMissing, names: [...names, ...drop].flatMap((name) => [name, ...namesWithin(name, [])]) };
  if (format === "space-aligned") return readSpaceAligned(text, naming);
  return readDelimited(text, { ...naming, delimiter, allowSpaces: format !== "delimited" });
}

/** A literal infinity among numbers is bad input; in a column of words it is a word like any other. */
function refuseInfinity(cells: readonly Cell[], name: string): void {
  let infinite = -1;
  for (let row = 0; row < cells.length; row++) {
    if (cells[row] === null) continue;
    const value = numberOf(cells[row]);
    if (Number.isNaN(value)) return;
    if (infinite < 0 && !Number.isFinite(value)) infinite = row;
  }
  if (infinite < 0) return;
  throw new FormatError({
    source: "table",
    got: `${cells[infinite]} in row ${infinite + 1} of column "${name}"`,
    expected: "finite numbers",
    hint: "Correct the cell or leave it empty (missing).",
  });
}
