import { FormatError } from "halfspace";
import { parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Cell, RawTable } from "./table.js";

const magic = [0x50, 0x41, 0x52, 0x31];

/** Whether bytes open with the mark of a Parquet file ("PAR1"). */
export const isParquet = (bytes: Uint8Array): boolean => magic.every((byte, index) => bytes[index] === byte);

/** Reads a flat Parquet file. Dates become ISO text, 64-bit integers numbers where exact; nested columns are refused. */
export async function readParquet(bytes: Uint8Array): Promise<RawTable> {
  const file = bytes.slice().buffer;
  let records: Record<string, unknown>[];
  try {
    records = await parquetReadObjects({ file, compressors });
  } catch (error) {
    throw new FormatError({ source: "Parquet file", got: `one that cannot be read: ${(error as Error).message}` });
  }
  const names = Object.keys(records[0] ?? {});
  const columns = names.map((name) => records.map((record) => cellOf(record[name], name)));
  return { columnNames: names, columns, header: true, notes: [] };
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
    hint: "Drop the column from the file or flatten it first.",
  });
}
