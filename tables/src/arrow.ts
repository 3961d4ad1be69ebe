import { FormatError } from "halfspace";
import { requireMessages } from "./arrow-messages.js";
import { cellOfValue } from "./cell-of-value.js";
import { requireHeldWhole, requireRoomFor } from "./claimed-size.js";
import { Column } from "./columns/column.js";
import { columnOf } from "./columns/column-builder.js";
import { wordsOf } from "./engine-words.js";
import { startsWith } from "./first-bytes.js";
import { lz4Frame } from "./lz4-frame.js";
import { areNamed, type Cell, distinctNames, type RawTable } from "./table.js";

/** The first bytes of a file, and of a stream, of Arrow's messages. */
const fileMark = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
const streamMark = [0xff, 0xff, 0xff, 0xff];

/** Whether bytes are an Arrow file (Feather, version 2) or an Arrow stream. */
export const isArrow = (bytes: Uint8Array): boolean => startsWith(bytes, fileMark) || startsWith(bytes, streamMark);

/**
 * Reads an Arrow file or stream, also one packed with LZ4 or Zstandard. Dates become ISO text, 64-bit integers numbers where
 * exact; nested columns are refused.
 * @param ignored names of columns that are not looked at
 */
export async function readArrow(bytes: Uint8Array, ignored: readonly string[]): Promise<RawTable> {
  requireHeldWhole("Arrow file", bytes.length);
  // Loaded when they are needed: most tables are text.
  const { CompressionType, setCompressionCodec, tableFromIPC } = await import("@uwdata/flechette");
  const { decompress } = await import("fzstd");
  setCompressionCodec(CompressionType.LZ4_FRAME, { decode: lz4Frame, encode: unused });
  setCompressionCodec(CompressionType.ZSTD, { decode: (packed) => decompress(packed), encode: unused });
  const { decodeIPC } = await import("@uwdata/flechette/src/decode/decode-ipc.js");
  try {
    requireMessages(bytes, bytes[0] === fileMark[0]);
    for (const { data } of decodeIPC(new Uint8Array(bytes)).dictionaries) requireWords(data.nodes, bytes.length);
    const table = tableFromIPC(new Uint8Array(bytes), { useDate: true, useBigInt: true });
    const names = table.schema.fields.map(({ name }) => name);
    const dropped = areNamed(names, ignored);
    requireRoomFor("Arrow file", table.numRows, dropped.filter((each) => !each).length, bytes.length);
    const columns = names.map((name, index) => {
      if (dropped[index]) return Column.missing(table.numRows);
      const values = table.getChildAt(index);
      if (values.length !== table.numRows)
        throw new Error(`"${name}" has ${values.length} values for ${table.numRows} rows`);
      const column = columnOf(cellsOf(values, name), table.numRows);
      if (column.length !== table.numRows)
        throw new Error(`"${name}" holds ${column.length} values for ${table.numRows} rows`);
      return column;
    });
    return { ...distinctNames(names), columns, header: true };
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError({ source: "Arrow file", got: `one that cannot be read: ${wordsOf(error)}` });
  }
}

/** Words are all made before a column is read, as many as the file claims. */
function requireWords(claims: readonly { readonly length: number }[], bytes: number): void {
  const most = 100 * bytes;
  const wrong = claims.find(({ length }) => !(length <= most));
  if (wrong) throw new Error(`${wrong.length} words in ${bytes} bytes`);
}

function* cellsOf(values: Iterable<unknown>, name: string): Generator<Cell> {
  for (const value of values) yield cellOfValue(value, name, "Arrow file");
}

/** Tables are read here and not written. */
const unused = (bytes: Uint8Array): Uint8Array => bytes;
