import { FormatError } from "halfspace";

/** Tables of fewer cells are always read, and a byte of a larger one stands for so many cells at most. */
const unquestioned = 5e7;
const cellsPerByte = 1000;

/**
 * Packed formats say how many rows follow, and a few bytes may say so of billions.
 * @param bytes of the file
 * @throws FormatError for more cells than a file of that size can tell apart
 */
export function requireRoomFor(source: string, rows: number, columns: number, bytes: number): void {
  const cells = rows * columns;
  if (cells <= Math.max(unquestioned, cellsPerByte * bytes)) return;
  throw new FormatError({
    source,
    got: `${rows} rows of ${columns} ${columns === 1 ? "column" : "columns"} in ${bytes} bytes`,
    expected: `at most ${cellsPerByte} cells a byte where there are more than ${unquestioned / 1e6} million`,
    hint: "Nearly all cells would be alike; a part of the rows says as much.",
  });
}

/** Bytes of a file that is read from all its bytes. */
const mostBytes = 2 ** 31;

/** @throws FormatError for a file that is too long to be held whole, as this format is */
export function requireHeldWhole(source: string, bytes: number): void {
  if (bytes <= mostBytes) return;
  throw new FormatError({
    source,
    got: "more than 2 GB",
    expected: "at most 2 GB: such a file is held whole while it is read",
    hint: "Text of any size is read piece by piece, and so is the answer of a database; DuckDB reads Parquet and Arrow.",
  });
}
