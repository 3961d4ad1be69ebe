import { FormatError } from "halfspace";
import type { FileMetaData, SchemaTree } from "hyparquet";
import { cellOfValue } from "./cell-of-value.js";
import { Column } from "./columns/column.js";
import { columnOf } from "./columns/column-builder.js";
import { areNamed, distinctNames, type RawTable } from "./table.js";

const magic = [0x50, 0x41, 0x52, 0x31];

/** Whether bytes open with the mark of a Parquet file ("PAR1"). */
export const isParquet = (bytes: Uint8Array): boolean => magic.every((byte, index) => bytes[index] === byte);

/**
 * Reads a flat Parquet file. Dates become ISO text, 64-bit integers numbers where exact; nested columns are refused.
 * @param ignored names of columns that are not looked at
 */
export async function readParquet(bytes: Uint8Array, ignored: readonly string[]): Promise<RawTable> {
  // A copy: of a view into a larger buffer, such as Node makes of small files, the buffer alone would be another file.
  const file = new Uint8Array(bytes).buffer;
  const names: string[] = [];
  let rows: unknown[][] = [];
  // Loaded when they are needed: most tables are text.
  const { parquetMetadataAsync, parquetRead, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  try {
    const metadata = await parquetMetadataAsync(file);
    const schema = parquetSchema(metadata);
    names.push(...schema.children.map(({ element }) => element.name));
    callByPlace(metadata, schema);
    const columns = readPlaces(names, ignored).map(String);
    const onComplete = (found: unknown[][]) => {
      rows = found;
    };
    await parquetRead({ file, metadata, compressors, columns, onComplete });
  } catch (error) {
    throw new FormatError({ source: "Parquet file", got: `one that cannot be read: ${(error as Error).message}` });
  }
  const read = readPlaces(names, ignored);
  const columns = names.map((name, index) => {
    const place = read.indexOf(index);
    if (place < 0) return Column.missing(rows.length);
    return columnOf(rows.map((row) => cellOfValue(row[place], name, "Parquet file")));
  });
  return { ...distinctNames(names), columns, header: true };
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
