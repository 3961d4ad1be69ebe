import { FormatError } from "halfspace";
import type { ColumnData, DecodedArray, FileMetaData, SchemaTree } from "hyparquet";
import { cellOfValue } from "./cell-of-value.js";
import { requireHeldWhole, requireRoomFor } from "./claimed-size.js";
import { Column } from "./columns/column.js";
import { ColumnBuilder } from "./columns/column-builder.js";
import { wordsOf } from "./engine-words.js";
import { startsWith } from "./first-bytes.js";
import { requirePages } from "./parquet-pages.js";
import { areNamed, distinctNames, type RawTable } from "./table.js";

const magic = [0x50, 0x41, 0x52, 0x31];

/** Whether bytes open with the mark of a Parquet file ("PAR1"). */
export const isParquet = (bytes: Uint8Array): boolean => startsWith(bytes, magic);

/**
 * Reads a flat Parquet file, one column of one row group at a time. Dates become ISO text, 64-bit integers numbers where exact; nested columns
 * are refused.
 * @param ignored names of columns that are not looked at
 * @throws FormatError for a file that cannot be read, or that claims more rows than its bytes can hold
 */
export async function readParquet(bytes: Uint8Array, ignored: readonly string[]): Promise<RawTable> {
  requireHeldWhole("Parquet file", bytes.length);
  // A copy: of a view into a larger buffer, such as Node makes of small files, the buffer alone would be another file.
  const file = new Uint8Array(bytes).buffer;
  const { names, metadata } = await readHead(file);
  const read = readPlaces(names, ignored);
  const rowCounts = metadata.row_groups.map((group) => Number(group.num_rows));
  const rowCount = rowCounts.reduce((sum, count) => sum + count, 0);
  requireRoomFor("Parquet file", rowCount, read.length, bytes.length);
  const columns: Column[] = names.map(() => Column.missing(0));
  for (const [place, name] of names.entries()) {
    columns[place] = read.includes(place)
      ? await readColumn({ file, metadata, rowCounts }, place, name)
      : Column.missing(rowCount);
  }
  return { ...distinctNames(names), columns, header: true };
}

/** Names, and what the file says of its parts; every column is called by its place there, for the reader finds columns by name. */
async function readHead(file: ArrayBuffer): Promise<{ names: string[]; metadata: FileMetaData }> {
  // Loaded when they are needed: most tables are text.
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  const { parquetHeader } = await import("hyparquet/src/column.js");
  return asFormatError(async () => {
    const metadata = await parquetMetadataAsync(file);
    const schema = parquetSchema(metadata);
    const names = schema.children.map(({ element }) => element.name ?? "");
    for (const { num_rows } of metadata.row_groups) {
      if (num_rows < 0 || num_rows > Number.MAX_SAFE_INTEGER) throw new Error(`a part of ${num_rows} rows`);
    }
    requirePages(file, metadata, parquetHeader);
    callByPlace(metadata, schema);
    return { names, metadata };
  });
}

/** A file, and the rows of each of its parts. */
interface OpenParquet {
  readonly file: ArrayBuffer;
  readonly metadata: FileMetaData;
  readonly rowCounts: readonly number[];
}

async function readColumn({ file, metadata, rowCounts }: OpenParquet, place: number, name: string): Promise<Column> {
  const { parquetRead } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const builder = new ColumnBuilder(() => rowCounts.reduce((sum, count) => sum + count, 0));
  let rowStart = 0;
  for (const count of rowCounts) {
    const rowEnd = rowStart + count;
    const parts: DecodedArray[] = [];
    const onChunk = ({ columnData }: ColumnData) => parts.push(columnData);
    const part = { file, metadata, compressors, columns: [String(place)], rowStart, rowEnd, onChunk };
    if (count > 0) await asFormatError(() => parquetRead(part));
    let row = rowStart;
    for (const values of parts) {
      for (let at = 0; at < values.length && row < rowEnd; at++) {
        builder.writeCell(row++, cellOfValue(values[at], name, "Parquet file"));
      }
    }
    if (row < rowEnd) {
      const got = `${row - rowStart} values of "${name}" in a part of ${count} rows`;
      throw new FormatError({ source: "Parquet file", got, expected: "a value, or none, in every row" });
    }
    rowStart = rowEnd;
  }
  return builder.build(rowStart);
}

async function asFormatError<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError({ source: "Parquet file", got: `one that cannot be read: ${wordsOf(error)}` });
  }
}

/** The places of the columns that are looked at. */
function readPlaces(names: readonly string[], ignored: readonly string[]): number[] {
  const dropped = areNamed(names, ignored);
  return names.flatMap((_, index) => (dropped[index] ? [] : [index]));
}

/** The reader finds columns by name, and names may repeat: here each column is called by its place. */
function callByPlace(metadata: FileMetaData, schema: SchemaTree): void {
  let first = 0;
  schema.children.forEach((child, place) => {
    const name = String(place);
    const leaves = leafCount(child);
    for (const { columns } of metadata.row_groups) {
      for (const { meta_data } of columns.slice(first, first + leaves)) {
        if (meta_data) meta_data.path_in_schema = [name, ...meta_data.path_in_schema.slice(1)];
      }
    }
    child.element.name = name;
    first += leaves;
  });
}

const leafCount = ({ children }: SchemaTree): number =>
  children.length === 0 ? 1 : children.reduce((sum, child) => sum + leafCount(child), 0);
