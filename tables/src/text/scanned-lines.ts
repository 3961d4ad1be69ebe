import type { Cell } from "../cells.js";
import type { Column } from "../columns/column.js";
import { columnOf } from "../columns/column-builder.js";
import { type ByteSource, joined } from "./byte-source.js";
import { RecordReader } from "./record-reader.js";

/** The lines of a text that are not blank: most of them with the usual number of cells, in columns. */
export interface ScannedLines {
  readonly count: number;
  /** The most usual number of cells a line. */
  readonly width: number;
  /** The lines of that width, in order. */
  readonly columns: readonly Column[];
  /** The other ones, by their place. */
  readonly odd: ReadonlyMap<number, readonly string[]>;
  /** The line of the file (from 1) in which the line at a place begins. */
  lineOf(index: number): number;
  /** Whether the text is in Windows-1252. */
  readonly latin: boolean;
}

/** The cells of the line at a place; those of the usual width without blanks around them. */
export function cellsOfLine(lines: Pick<ScannedLines, "columns" | "odd">, index: number): readonly string[] {
  const row = rowOf(lines, index);
  return lines.odd.get(index) ?? lines.columns.map((column) => textOf(column.at(row)));
}

/** How many cells the line at a place has. */
export const widthOfLine = ({ odd, width }: ScannedLines, index: number): number => odd.get(index)?.length ?? width;

/** The row of the columns that the line at a place is, or would be. */
export function rowOf({ odd }: Pick<ScannedLines, "odd">, index: number): number {
  let before = 0;
  for (const place of odd.keys()) if (place < index) before++;
  return index - before;
}

const textOf = (cell: Cell): string => (cell === null ? "" : String(cell));

/**
 * Reads the lines of delimited text.
 * @param expectedWidth the usual number of cells, as far as is known
 */
export async function scanLines(bytes: ByteSource, delimiter: string, expectedWidth: number): Promise<ScannedLines> {
  const reader = new RecordReader(delimiter, expectedWidth, bytes.byteCount);
  await readAll(reader, bytes);
  const scanned = scannedBy(reader, expectedWidth);
  const width = usualWidth(reader.widths);
  return width === expectedWidth || reader.lineCount === 0 ? scanned : withWidth(scanned, width);
}

const usualWidth = (widths: ReadonlyMap<number, number>): number => [...widths].toSorted((a, b) => b[1] - a[1])[0]?.[0];

/** A record that goes on behind a chunk is read again with as many bytes more, so that a long one takes linear time. */
async function readAll(reader: RecordReader, source: ByteSource): Promise<void> {
  let rest: Uint8Array = new Uint8Array(0);
  let wanted = 0;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    parts.push(chunk);
    size += chunk.length;
    if (size < wanted) continue;
    const bytes = joined(parts.splice(0));
    rest = bytes.subarray(reader.read(bytes, false));
    size = rest.length;
    if (size > 0) parts.push(rest);
    wanted = 2 * size;
  }
  const bytes = joined([...parts, lineEnd]);
  reader.read(bytes, true);
}

const lineEnd = Uint8Array.of(10);

function scannedBy(reader: RecordReader, width: number): ScannedLines {
  const { latin } = reader.words;
  return {
    count: reader.lineCount,
    width,
    columns: reader.columns.map((builder) => builder.build(reader.rowCount)),
    odd: new Map(reader.odd.map(({ index, cells }) => [index, cells])),
    lineOf: (index) => reader.lineOf(index),
    latin,
  };
}

/** The same lines with another width as the usual one. */
function withWidth(lines: ScannedLines, width: number): ScannedLines {
  const odd = new Map<number, readonly string[]>();
  const rows: (readonly string[])[] = [];
  let row = 0;
  for (let index = 0; index < lines.count; index++) {
    const other = lines.odd.get(index);
    const cells = other ?? lines.columns.map((column) => textOf(column.at(row)));
    if (!other) row++;
    if (cells.length === width) rows.push(cells);
    else odd.set(index, cells);
  }
  const columns = Array.from({ length: width }, (_, column) =>
    columnOf(rows.map((cells) => (cells[column].trim() === "" ? null : cells[column].trim()))),
  );
  return { ...lines, width, columns, odd };
}
