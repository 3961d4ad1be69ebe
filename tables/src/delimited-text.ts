import { FormatError } from "halfspace";
import Papa from "papaparse";
import { collapseBlanks, type Delimiter, findDelimiter } from "./delimiter.js";
import { looksLikeHeader } from "./header.js";
import { type Cell, positionalName, type RawTable } from "./table.js";

type HeaderOptions = { header: "auto" | boolean; isMissing: (cell: Cell) => boolean };

/**
 * Reads delimited text with LF line ends. Quotes may hold delimiters and line ends. Blank lines are skipped, and a
 * ragged row is refused with its line.
 */
export function readDelimited(
  text: string,
  options: HeaderOptions & { delimiter: "auto" | Delimiter; allowSpaces: boolean },
): RawTable {
  const delimiter = options.delimiter === "auto" ? findDelimiter(text, options.allowSpaces) : options.delimiter;
  return delimiter === "space" ? readSpaceAligned(text, options) : readCells(text, delimiter, options);
}

/** Reads text with LF line ends whose cells stand apart by runs of blanks or tabs; blanks at the ends of a line do not count. */
export function readSpaceAligned(text: string, options: HeaderOptions): RawTable {
  const lines = text.split("\n").map(collapseBlanks);
  return readCells(lines.join("\n"), " ", options);
}

function readCells(text: string, delimiter: string, { header, isMissing }: HeaderOptions): RawTable {
  const { data, errors } = Papa.parse<string[]>(text, { delimiter, newline: "\n" });
  const broken = errors.find((error) => error.type === "Quotes");
  if (broken)
    throw new FormatError({
      source: "table",
      got: `${quoteProblem(broken.code)} in line ${lineOf(text, delimiter, broken.row ?? 0)}`,
    });
  const rowNumbers = data.flatMap((cells, index) => (isBlank(cells) ? [] : [index]));
  const rows = rowNumbers.map((index) => data[index]);
  refuseRagged(rows, (index) => lineOf(text, delimiter, rowNumbers[index]));
  const named = header === "auto" ? looksLikeHeader(rows, isMissing) : header;
  return { ...(named ? withHeader(rows) : withoutHeader(rows, header)), delimiter };
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
  const notes: string[] = [];
  const taken = new Set<string>();
  const columnNames = rows[0].map((cell, index) => {
    const wanted = cell.trim() || positionalName(index + 1);
    let name = wanted;
    for (let copy = 2; taken.has(name); copy++) name = `${wanted} (${copy})`;
    if (name !== wanted) notes.push(`The name "${wanted}" occurs again; column ${index + 1} is called "${name}".`);
    taken.add(name);
    return name;
  });
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
