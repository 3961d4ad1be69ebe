import { FormatError } from "halfspace";
import { areNamed, type Cell, distinctNames, type RawTable } from "./table.js";

const magic = [0x50, 0x41, 0x52, 0x31];

/** Whether bytes open with the mark of a Parquet file ("PAR1"). */
export const isParquet = (bytes: Uint8Array): boolean => magic.every((byte, index) => bytes[index] === byte);

/**
 * Reads a flat Parquet file. Dates become ISO text, 64-bit integers numbers where exact; nested columns are refused.
 * @param ignored names of columns that are not looked at
 */
export async function readParquet(bytes: Uint8Array, ignored: readonly string[]): Promise<RawTable> {
  const file = bytes.slice().buffer;
  const names: string[] = [];
  let rows: unknown[][] = [];
  // Loaded when they are needed: most tables are text.
  const { parquetMetadataAsync, parquetRead, parquetSchema } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  try {
    const metadata = await parquetMetadataAsync(file);
    names.push(...parquetSchema(metadata).children.map(({ element }) => element.name));
    const columns = readNames(names, ignored);
    const onComplete = (found: unknown[][]) => {
      rows = found;
    };
    await parquetRead({ file, metadata, compressors, columns, onComplete });
  } catch (error) {
    throw new FormatError({ source: "Parquet file", got: `one that cannot be read: ${(error as Error).message}` });
  }
  refuseRepeated(names);
  const read = readNames(names, ignored);
  const columns = names.map((name) => {
    const place = read.indexOf(name);
    return rows.map((row) => (place < 0 ? null : cellOf(row[place], name)));
  });
  return { ...distinctNames(names), columns, header: true };
}

function readNames(names: readonly string[], ignored: readonly string[]): string[] {
  const dropped = areNamed(names, ignored);
  return names.filter((_, index) => !dropped[index]);
}

/** Parquet readers find columns by name. */
function refuseRepeated(names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new FormatError({
    source: "Parquet file",
    got: `several columns called "${repeated}"`,
    expected: "a name of its own for each column",
    hint: "Rename one of them.",
  });
}

function cellOf(value: unknown, name: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  throw new FormatError({
    source: "Parquet file",
    got: `nested or binary values in column "${name}"`,
    expected: "numbers, text, true, false or dates",
    hint: "Leave the column out (drop), or flatten it first.",
  });
}
