import { FormatError } from "halfspace";

const startsWith = (bytes: Uint8Array, mark: readonly number[]): boolean =>
  mark.every((byte, index) => bytes[index] === byte);

const gzipMark = [0x1f, 0x8b];
const zstdMark = [0x28, 0xb5, 0x2f, 0xfd];

/** The bytes of a file without the gzip or Zstandard around them; the same bytes where there is none. @throws FormatError for damaged ones */
export async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    if (startsWith(bytes, gzipMark)) return unpacked(await gunzipped(bytes));
    // Loaded when it is needed: most tables are not packed.
    if (startsWith(bytes, zstdMark)) return unpacked((await import("fzstd")).decompress(bytes));
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const got = `a compressed file that cannot be unpacked: ${(error as Error).message}`;
    throw new FormatError({ source: "table", got });
  }
  return bytes;
}

async function gunzipped(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
