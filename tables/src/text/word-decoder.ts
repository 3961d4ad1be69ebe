/**
 * Cells as text: UTF-8 until a cell is none, and Windows-1252 from there on. The cells before were made of bytes that are
 * found again from their text (`asLatin`), so that a whole file has one encoding in the end, without being read twice.
 */
export class WordDecoder {
  private readonly utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  private readonly windows1252 = new TextDecoder("windows-1252");
  /** Whether a cell was met that is no UTF-8. */
  latin = false;

  text(bytes: Uint8Array, start: number, end: number): string {
    if (end - start <= longestPlain) {
      const plain = plainText(bytes, start, end);
      if (plain !== undefined) return plain;
    }
    const cell = bytes.subarray(start, end);
    if (this.latin) return this.windows1252.decode(cell);
    try {
      return this.utf8.decode(cell);
    } catch {
      this.latin = true;
      return this.windows1252.decode(cell);
    }
  }
}

const longestPlain = 64;
const codes: number[] = [];

/** ASCII letters, faster than a decoder is called; undefined for others. */
function plainText(bytes: Uint8Array, start: number, end: number): string | undefined {
  codes.length = end - start;
  for (let at = start; at < end; at++) {
    if (bytes[at] > 127) return undefined;
    codes[at - start] = bytes[at];
  }
  return String.fromCharCode.apply(null, codes);
}
