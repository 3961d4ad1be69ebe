import { FormatError } from "halfspace";
import { cellOfValue } from "./cell-of-value.js";
import { Column } from "./columns/column.js";
import { columnOf } from "./columns/column-builder.js";
import { lz4Frame } from "./lz4-frame.js";
import { areNamed, distinctNames, type RawTable } from "./table.js";

/** The first bytes of a file, and of a stream, of Arrow's messages. */
const fileMark = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
const streamMark = [0xff, 0xff, 0xff, 0xff];

/** Whether bytes are an Arrow file (Feather, version 2) or an Arrow stream. */
export const isArrow = (bytes: Uint8Array): boolean =>
  [fileMark, streamMark].some((mark) => mark.every((byte, index) => bytes[index] === byte));

/**
 * Reads an Arrow file or stream, also one packed with LZ4 or Zstandard. Dates become ISO text, 64-bit integers numbers where
 * exact; nested columns are refused.
 * @param ignored names of columns that are not looked at
 */
export async function readArrow(bytes: Uint8Array, ignored: readonly string[]): Promise<RawTable> {
  // Loaded when they are needed: most tables are text.
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import("@uwdata/flechette");
  const { decompress } = await import("fzstd");
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: lz4Frame, encode: unused });
  setCompressionCodec(CompressionType.ZSTD, { decode: (packed) => decompress(packed), encode: unused });
  try {
    const table = tableFromIPC(new Uint8Array(bytes), { useDate: true, useBigInt: true });
    const names = table.schema.fields.map(({ name }) => name);
    const dropped = areNamed(names, ignored);
    const columns = names.map((name, index) => {
      if (dropped[index]) return Column.missing(table.numRows);
      return columnOf(Array.from(table.getChildAt(index), (value) => cellOfValue(value, name, "Arrow file")));
    });
    return { ...distinctNames(names), columns, header: true };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError({ source: "Arrow file", got: `one that cannot be read: ${(error as Error).message}` });
  }
}

/** Tables are read here and not written. */
const unused = (bytes: Uint8Array): Uint8Array => bytes;
