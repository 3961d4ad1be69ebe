import { type ByteSource, joined } from "./byte-source.js";
import { latinNote } from "./text-encoding.js";

/** A piece of text with LF line ends. */
interface TextPiece {
  readonly text: string;
  /** Whether the source was found in this piece to be no UTF-8: what was made of earlier pieces is to be made anew (`asLatin`). */
  readonly turnsLatin: boolean;
}

/**
 * The text of a source piece by piece, never held as a whole: UTF-8 until a piece is none, and Windows-1252 from there on. No character and
 * no CR LF is cut.
 */
async function* textPieces(source: ByteSource): AsyncGenerator<TextPiece> {
  const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let latin = false;
  let rest: Uint8Array = new Uint8Array(0);
  const pieceOf = (bytes: Uint8Array): TextPiece => {
    if (latin) return { text: withPlainLineEnds(windows1252.decode(bytes)), turnsLatin: false };
    try {
      return { text: withPlainLineEnds(utf8.decode(bytes)), turnsLatin: false };
    } catch {
      latin = true;
      return { text: withPlainLineEnds(windows1252.decode(bytes)), turnsLatin: true };
    }
  };
  for await (const chunk of source) {
    for (let start = 0; start < chunk.length; start += bytesAtOnce) {
      const part = chunk.subarray(start, start + bytesAtOnce);
      const bytes = rest.length === 0 ? part : joined([rest, part]);
      const end = cutBefore(bytes);
      rest = bytes.subarray(end);
      if (end > 0) yield pieceOf(bytes.subarray(0, end));
    }
  }
  if (rest.length > 0) yield pieceOf(rest);
}

/** What takes text piece by piece. */
export interface TextReader {
  read(text: string): void;
  /** Every word of earlier pieces, as a function makes it. */
  changeWords(change: (word: string) => string): void;
}

/** Reads a source to its end, words in one encoding. @returns what is to be said of it */
export async function readPieces(source: ByteSource, reader: TextReader): Promise<string[]> {
  const notes: string[] = [];
  for await (const { text, turnsLatin } of textPieces(source)) {
    if (turnsLatin) {
      reader.changeWords(asLatin);
      notes.push(latinNote);
    }
    reader.read(text);
  }
  return notes;
}

/** A piece is no longer, however long the chunks of the source are. */
const bytesAtOnce = 2 ** 22;

const windows1252 = new TextDecoder("windows-1252");

/** The text that was read as UTF-8 as it would have been read in Windows-1252. */
export const asLatin = (text: string): string => windows1252.decode(new TextEncoder().encode(text));

/** Text with LF line ends. */
export const withPlainLineEnds = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text);

const carriageReturn = 13;
const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** How many bytes come before a character that may go on behind them, or a CR at the end. */
function cutBefore(bytes: Uint8Array): number {
  const { length } = bytes;
  if (bytes[length - 1] === carriageReturn) return length - 1;
  let start = length - 1;
  while (start > length - 4 && isContinuation(bytes[start])) start--;
  const first = bytes[start];
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return start + size > length ? Math.max(0, start) : length;
}
