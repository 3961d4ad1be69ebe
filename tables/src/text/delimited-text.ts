import { FormatError } from "halfspace";
import type { Column } from "../columns/column.js";
import { columnOf, withWords } from "../columns/column-builder.js";
import { type Cell, distinctNames, listNames, positionalName, type RawTable } from "../table.js";
import { ByteSource } from "./byte-source.js";
import { type Delimiter, findDelimiter, sampleRows, usualCellCount } from "./delimiter.js";
import { looksLikeHeader, searchedRows } from "./header.js";
import { cellsOfLine, rowOf, type ScannedLines, scanLines, widthOfLine } from "./scanned-lines.js";
import { withSingleBlanks } from "./single-blanks.js";
import { findTableLines, type TableLines, withoutRepeatedNames, withoutUnitsAndTotals } from "./table-lines.js";
import { latinNote } from "./text-encoding.js";
import { withPlainLineEnds } from "./text-pieces.js";

interface HeaderOptions {
  readonly header: "auto" | boolean;
  readonly isMissing: (cell: Cell) => boolean;
  /** Names that the table is asked for: where they stand in the first row, it holds the names. */
  readonly names: readonly string[];
}

/** How delimited text is read. */
export type DelimitedOptions = HeaderOptions & {
  readonly delimiter: "auto" | Delimiter | "space";
  readonly allowSpaces: boolean;
};

/**
 * Reads delimited text, as it comes. Quotes may hold delimiters and line ends. Blank lines, comments, titles and remarks are
 * read past, and a ragged row is refused with its line.
 */
export async function readDelimited(source: ByteSource, options: DelimitedOptions): Promise<RawTable> {
  const sample = await sampleOf(source);
  const said = /^sep=([,;\t|])[,;\t|]*\n/i.exec(sample);
  if (said) {
    const below = new ByteSource(withoutLine(source));
    const table = await readDelimited(below, { ...options, delimiter: said[1] as Delimiter });
    return { ...table, notes: [`The first line says that "${said[1]}" cuts the cells.`, ...table.notes] };
  }
  const found = options.delimiter === "auto" ? findDelimiter(sample, options.allowSpaces) : options.delimiter;
  const width = usualCellCount(sample, found);
  const lines = await (found === "space"
    ? scanLines(new ByteSource(withSingleBlanks(source)), " ", width)
    : scanLines(source, found, width));
  if (lines.count === 0) throw new FormatError({ source: "table", got: "an empty one", expected: "names and rows" });
  return { ...readLines(lines, options), delimiter: found === "space" ? " " : found };
}

/** Bytes in which lines are looked for; the sample is longer only where fewer than `fewestLines` end within. */
const sampleBytes = 2 ** 22;
const fewestLines = 3;

/** The first lines as text. */
async function sampleOf(source: ByteSource): Promise<string> {
  const bytes = await source.look((seen) => sampleEnd(seen) !== undefined);
  return withPlainLineEnds(new TextDecoder().decode(bytes.subarray(0, sampleEnd(bytes))));
}

/** Behind the last line of a sample; undefined where the bytes may go on. */
function sampleEnd(bytes: Uint8Array): number | undefined {
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 10 && bytes[at] !== 13) continue;
    lines++;
    if (lines >= sampleRows || (at >= sampleBytes && lines >= fewestLines)) return at + 1;
  }
  return undefined;
}

async function* withoutLine(source: ByteSource): AsyncGenerator<Uint8Array> {
  let inside = true;
  for await (const chunk of source) {
    const end = inside ? chunk.findIndex((byte) => byte === 10 || byte === 13) : -1;
    const behind = chunk[end] === 13 && chunk[end + 1] === 10 ? end + 2 : end + 1;
    if (!inside) yield chunk;
    else if (end >= 0) {
      inside = false;
      yield chunk.subarray(behind);
    }
  }
}

function readLines(scanned: ScannedLines, options: HeaderOptions): RawTable {
  const table = findTableLines(scanned);
  refuseRagged(table);
  const { first, places, lines } = table;
  const inColumns = !lines.odd.has(places[0]);
  const isRow = inColumns && !table.renamed;
  const start = rowOf(lines, places[0]) + (inColumns && !isRow ? 1 : 0);
  const end = start + places.length - (isRow ? 0 : 1);
  const trimmed = (word: string) => word.trim() || null;
  const columns = lines.columns.map((column) => {
    const rows = column.slice(start, end);
    // In Windows-1252 other blanks turn up than those that were taken away.
    return lines.latin ? withWords(rows, trimmed) : rows;
  });
  const notes = [...(lines.latin ? [latinNote] : []), ...table.notes];
  return namedColumns({ first, columns, isRow }, notes, options);
}

/** The first line, and the columns below it, or with it where it is a row. */
interface Rows {
  readonly first: readonly string[];
  readonly columns: readonly Column[];
  readonly isRow: boolean;
}

function namedColumns(rows: Rows, notes: readonly string[], options: HeaderOptions): RawTable {
  const second = withoutFirstOfTwo(rows, options);
  if (second === undefined) return namedByFirst(rows, notes, options);
  const below = rows.columns.map((column) => column.slice(rows.isRow ? 2 : 1));
  const past = `The line above the names (${listNames(
    rows.first.filter((cell) => cell.trim() !== ""),
    5,
  )}) was read past.`;
  return namedByFirst({ first: second, columns: below, isRow: false }, [...notes, past], options);
}

function namedByFirst({ first, columns, isRow }: Rows, notes: readonly string[], options: HeaderOptions): RawTable {
  const { header, isMissing, names } = options;
  const below = isRow ? columns.map((column) => column.slice(1)) : columns;
  const head = below.map((column) => column.slice(0, Math.min(column.length, searchedRows - 1)));
  const named = header === "auto" ? provesHeader(first, names) || looksLikeHeader(first, head, isMissing) : header;
  if (!named) {
    const table = withoutHeader(isRow ? columns : withFirst(first, columns), header);
    return { ...table, notes: [...notes, ...table.notes] };
  }
  const single = withoutRepeatedNames(first, below);
  const rows = withoutUnitsAndTotals(single.columns);
  const said = distinctNames(first);
  return {
    columnNames: said.columnNames,
    columns: rows.columns,
    header: true,
    notes: [...notes, ...said.notes, ...single.notes, ...rows.notes],
  };
}

/** A second line that holds a name which is asked for, where the first one is no row of values: the names are there. */
function withoutFirstOfTwo({ first, columns, isRow }: Rows, { header, names }: HeaderOptions): string[] | undefined {
  if (header === false || columns[0].length < 3 || provesHeader(first, names)) return undefined;
  const second = columns.map((column) => String(column.at(isRow ? 1 : 0) ?? ""));
  const isWord = (cell: string) => Number.isNaN(Number(cell)) || cell.trim() === "";
  return first.every(isWord) && second.every(isWord) && provesHeader(second, names) ? second : undefined;
}

const withFirst = (first: readonly string[], columns: readonly Column[]): Column[] =>
  columns.map((column, index) => columnOf([first[index].trim() || null, ...column]));

/** A name that is asked for stands in the first row, and is not the number of a column. */
function provesHeader(first: readonly string[], names: readonly string[]): boolean {
  const isPosition = (name: string) => /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= first.length;
  const cells = new Set(first.map((cell) => cell.trim()));
  return names.some((name) => name !== "" && cells.has(name) && !isPosition(name));
}

function refuseRagged({ first, places, lines }: TableLines): void {
  const [start] = places;
  const whole = widthOfLine(lines, start) === first.length && lines.odd.size === 0;
  const expected = first.length;
  const ragged = whole ? -1 : places.subarray(1).findIndex((place) => widthOfLine(lines, place) !== expected);
  if (ragged < 0) return;
  const place = places[ragged + 1];
  const count = cellsOfLine(lines, place).length;
  throw new FormatError({
    source: "table",
    got: `${count} ${count === 1 ? "cell" : "cells"} in line ${lines.lineOf(place)}`,
    expected: `${expected}, as in line ${lines.lineOf(start)}: every row must have the same number of cells`,
  });
}

function withoutHeader(columns: readonly Column[], asked: "auto" | boolean): RawTable {
  const columnNames = columns.map((_, index) => positionalName(index + 1));
  const note = `The first row looks like data, so the columns are called "${columnNames[0]}" to "${columnNames.at(-1)}".`;
  return { columnNames, columns, header: false, notes: asked === "auto" ? [note] : [] };
}
