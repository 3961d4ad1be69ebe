import { FormatError } from "halfspace";
import { startsWith } from "./first-bytes.js";
import { ByteSource } from "./text/byte-source.js";

const gzipMark = [0x1f, 0x8b];
const zstdMark = [0x28, 0xb5, 0x2f, 0xfd];

/** Whether bytes are packed with gzip or Zstandard. */
export const isCompressed = (bytes: Uint8Array): boolean => startsWith(bytes, gzipMark) || startsWith(bytes, zstdMark);

/** A source without the gzip or Zstandard around its bytes; the same one where there is none. */
export async function unpacked(source: ByteSource): Promise<ByteSource> {
  const head = await source.head(zstdMark.length);
  if (startsWith(head, gzipMark)) return unpacked(new ByteSource(named(gunzipped(source))));
  if (startsWith(head, zstdMark)) return unpacked(new ByteSource(named(unpackedZstandard(source))));
  return source;
}

/** @throws FormatError for damaged bytes */
async function* named(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const got = `a compressed file that cannot be unpacked: ${(error as Error).message}`;
    throw new FormatError({ source: "table", got });
  }
}

async function* gunzipped(source: ByteSource): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
}

async function* unpackedZstandard(source: ByteSource): AsyncGenerator<Uint8Array> {
  // Loaded when it is needed: most tables are not packed.
  const { Decompress } = await import("fzstd");
  const parts: Uint8Array[] = [];
  const stream = new Decompress((part) => parts.push(part));
  for await (const chunk of source) {
    stream.push(chunk);
    yield* parts.splice(0);
  }
  stream.push(new Uint8Array(0), true);
  yield* parts.splice(0);
}
