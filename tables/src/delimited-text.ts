import { FormatError } from "halfspace";
import Papa from "papaparse";
import { collapseBlanks, type Delimiter, findDelimiter } from "./delimiter.js";
import { looksLikeHeader } from "./header.js";
import { type Cell, distinctNames, positionalName, type RawTable } from "./table.js";
import { findTableLines, withoutUnitsAndTotals } from "./table-lines.js";

interface HeaderOptions {
  readonly header: "auto" | boolean;
  readonly isMissing: (cell: Cell) => boolean;
  /** Names that the table is asked for: where they stand in the first row, it holds the names. */
  readonly names: readonly string[];
}

/**
 * Reads delimited text with LF line ends. Quotes may hold delimiters and line ends. Blank lines, comments, titles and
 * remarks are read past, and a ragged row is refused with its line.
 */
export function readDelimited(
  text: string,
  options: HeaderOptions & { delimiter: "auto" | Delimiter; allowSpaces: boolean },
): RawTable {
  const said = /^sep=([,;\t|])[,;\t|]*\n/i.exec(text);
  if (said) {
    const table = readDelimited(text.slice(said[0].length), { ...options, delimiter: said[1] as Delimiter });
    return { ...table, notes: [`The first line says that "${said[1]}" cuts the cells.`, ...table.notes] };
  }
  const delimiter = options.delimiter === "auto" ? findDelimiter(text, options.allowSpaces) : options.delimiter;
  return delimiter === "space" ? readSpaceAligned(text, options) : readCells(text, delimiter, options);
}

/** Reads text with LF line ends whose cells stand apart by runs of blanks or tabs; blanks at the ends of a line do not count. */
export function readSpaceAligned(text: string, options: HeaderOptions): RawTable {
  const lines = text.split("\n").map(collapseBlanks);
  return readCells(lines.join("\n"), " ", options);
}

function readCells(given: string, delimiter: string, options: HeaderOptions): RawTable {
  const text = withoutBlanksBeforeQuotes(given, delimiter);
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: "\n" });
  const broken = errors.find((error) => error.type === "Quotes");
  if (broken)
    throw new FormatError({
      source: "table",
      got: `${quoteProblem(broken.code)} in line ${lineOf(text, delimiter, broken.row ?? 0)}`,
    });
  const all = data.flatMap((cells, index) => (isBlank(cells) ? [] : [{ cells, index }]));
  const { lines, notes } = findTableLines(all);
  const rows = lines.map(({ cells }) => cells);
  refuseRagged(rows, (row) => lineOf(text, delimiter, lines[row].index));
  return { ...namedColumns(rows, notes, options), delimiter };
}

function namedColumns(
  rows: readonly (readonly string[])[],
  notes: readonly string[],
  { header, isMissing, names }: HeaderOptions,
): RawTable {
  const named = header === "auto" ? provesHeader(rows[0], names) || looksLikeHeader(rows, isMissing) : header;
  if (!named) {
    const table = withoutHeader(rows, header);
    return { ...table, notes: [...notes, ...table.notes] };
  }
  const below = withoutUnitsAndTotals(rows.slice(1));
  const table = withHeader([rows[0], ...below.rows]);
  return { ...table, notes: [...notes, ...table.notes, ...below.notes] };
}

/** A name that is asked for stands in the first row, and is not the number of a column. */
function provesHeader(first: readonly string[], names: readonly string[]): boolean {
  const isPosition = (name: string) => /^\d+$/.test(name) && Number(name) >= 1 && Number(name) <= first.length;
  const cells = new Set(first.map((cell) => cell.trim()));
  return names.some((name) => name !== "" && cells.has(name) && !isPosition(name));
}

/** A blank behind a delimiter hides the quote that follows; it is taken away outside quoted cells, where all then close. */
function withoutBlanksBeforeQuotes(text: string, delimiter: string): string {
  const mark = delimiter === "|" ? "\\|" : delimiter;
  const hides = new RegExp(`(?:^|${mark})[ \\t]+"`, "m");
  if (delimiter === " " || delimiter === "\t" || !hides.test(text)) return text;
  const cells = Papa.parse<string[]>(text, { delimiter, newline: "\n" }).data.flat();
  if (!cells.some((cell) => /^[ \t]+"/.test(cell))) return text;
  const quotedOrHidden = new RegExp(`("(?:[^"]|"")*")|(^|${mark})[ \\t]+(?=")`, "gm");
  const cleaned = text.replace(quotedOrHidden, (_, quoted?: string, before?: string) => quoted ?? before ?? "");
  return Papa.parse(cleaned, { delimiter, newline: "\n" }).errors.some(({ type }) => type === "Quotes")
    ? text
    : cleaned;
}

function quoteProblem(code: string): string {
  return code === "MissingQuotes"
    ? 'a cell that opens with a quote (") and is never closed'
    : 'a quoted cell that goes on behind its closing quote (")';
}

const isBlank = (cells: readonly string[]): boolean => cells.length === 1 && cells[0].trim() === "";

/** The line (from 1) on which a parsed row starts. Quoted cells may span lines, so the reader's own cursor counts (off in fast mode). */
function lineOf(text: string, delimiter: string, row: number): number {
  if (row === 0) return 1;
  const { cursor } = Papa.parse(text, { delimiter, newline: "\n", preview: row, fastMode: false }).meta;
  return text.slice(0, cursor).split("\n").length;
}

function refuseRagged(rows: readonly (readonly string[])[], line: (index: number) => number): void {
  const expected = rows[0].length;
  const ragged = rows.findIndex((cells) => cells.length !== expected);
  if (ragged < 0) return;
  throw new FormatError({
    source: "table",
    got: `${rows[ragged].length} ${rows[ragged].length === 1 ? "cell" : "cells"} in line ${line(ragged)}`,
    expected: `${expected}, as in line ${line(0)}: every row must have the same number of cells`,
  });
}

function withHeader(rows: readonly (readonly string[])[]): RawTable {
  const { columnNames, notes } = distinctNames(rows[0]);
  return { columnNames, columns: transpose(rows.slice(1), columnNames.length), header: true, notes };
}

function withoutHeader(rows: readonly (readonly string[])[], asked: "auto" | boolean): RawTable {
  const columnNames = rows[0].map((_, index) => positionalName(index + 1));
  const note = `The first row looks like data, so the columns are called "${columnNames[0]}" to "${columnNames.at(-1)}".`;
  return {
    columnNames,
    columns: transpose(rows, columnNames.length),
    header: false,
    notes: asked === "auto" ? [note] : [],
  };
}

function transpose(rows: readonly (readonly string[])[], columnCount: number): string[][] {
  return Array.from({ length: columnCount }, (_, column) => rows.map((cells) => cells[column]));
}
