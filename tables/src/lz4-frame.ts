/**
 * The LZ4 frame format, as much of it as Arrow's buffers need: blocks that may refer to those before them.
 * Does not do: checking checksums, dictionaries.
 */

const frameMark = 0x184d2204;
const wordLength = 4;
const shortestMatch = 4;
/** A length of 15 goes on in further bytes. */
const longLength = 15;

/** The unpacked bytes of a frame. @throws RangeError for a damaged one */
export function lz4Frame(frame: Uint8Array): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== frameMark) throw new RangeError("no LZ4 frame");
  const flags = frame[wordLength];
  const [hasBlockChecksum, hasSize] = [(flags & 0x10) !== 0, (flags & 0x08) !== 0];
  // The mark, flags, block size, the size of the content where it is said, a byte of checksum.
  let at = wordLength + 2 + (hasSize ? 8 : 0) + 1;
  const output = new GrowingBytes();
  for (;;) {
    const word = view.getUint32(at, true);
    at += wordLength;
    if (word === 0) return output.bytes();
    const size = word & 0x7fffffff;
    const block = frame.subarray(at, at + size);
    if (block.length < size) throw new RangeError("an LZ4 frame that ends early");
    if (word >>> 31 === 1) output.append(block);
    else readBlock(block, output);
    at += size + (hasBlockChecksum ? wordLength : 0);
  }
}

/** Literals and matches in turn; the last literals have no match. */
function readBlock(block: Uint8Array, output: GrowingBytes): void {
  let at = 0;
  const furtherLength = (length: number): number => {
    if (length < longLength) return length;
    let sum = length;
    for (;;) {
      const byte = block[at++];
      if (byte === undefined) throw new RangeError("an LZ4 block that ends early");
      sum += byte;
      if (byte < 255) return sum;
    }
  };
  while (at < block.length) {
    const token = block[at++];
    const literals = furtherLength(token >> 4);
    output.append(block.subarray(at, at + literals));
    at += literals;
    if (at >= block.length) return;
    const distance = block[at] | (block[at + 1] << 8);
    at += 2;
    output.repeat(distance, furtherLength(token & 15) + shortestMatch);
  }
}

/** Bytes that grow at their end, and repeat what is behind them. */
class GrowingBytes {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Bytes may repeat themselves: they are copied one by one. */
  repeat(distance: number, count: number): void {
    if (distance === 0 || distance > this.#length)
      throw new RangeError("an LZ4 block that points before its beginning");
    this.#reserve(count);
    for (let k = 0; k < count; k++) this.#bytes[this.#length + k] = this.#bytes[this.#length + k - distance];
    this.#length += count;
  }

  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
