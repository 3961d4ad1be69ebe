import { FormatError } from "halfspace";
import { startsWith } from "../first-bytes.js";
import { ByteSource } from "./byte-source.js";

/** Text as UTF-8 bytes, or as Windows-1252 where a byte is none of UTF-8; and what is to be said of it. */
export interface EncodedText {
  readonly bytes: ByteSource;
  readonly notes: readonly string[];
}

/** What is said where a file turns out to be no UTF-8. */
export const latinNote = "The file is not UTF-8; it was read as Windows-1252.";

const sampleBytes = 4096;

/** The text of a file: UTF-8 (with or without BOM), UTF-16 with BOM or of Latin letters. @throws FormatError for what is no text */
export async function textOf(source: ByteSource): Promise<EncodedText> {
  const head = (await source.head(sampleBytes)).subarray(0, sampleBytes);
  const utf16 = utf16Label(head);
  if (utf16) return { bytes: new ByteSource(transcoded(source, utf16)), notes: [] };
  refuseOtherFiles(head);
  const unmarked = unmarkedUtf16(head);
  if (unmarked) {
    const notes = ["The file has no mark of its encoding; it was read as UTF-16."];
    return { bytes: new ByteSource(transcoded(source, unmarked)), notes };
  }
  if (head.includes(0)) throw new FormatError({ source: "table", got: "a binary file", expected });
  const marked = startsWith(head, byteOrderMark);
  return { bytes: marked ? new ByteSource(withoutMark(source)) : source, notes: [] };
}

const byteOrderMark = [0xef, 0xbb, 0xbf];

async function* withoutMark(source: ByteSource): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of source) {
    yield first ? chunk.subarray(byteOrderMark.length) : chunk;
    first = false;
  }
}

async function* transcoded(source: ByteSource, label: string): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(label);
  const encoder = new TextEncoder();
  for await (const chunk of source) yield encoder.encode(decoder.decode(chunk, { stream: true }));
  yield encoder.encode(decoder.decode());
}

const expected = "CSV, space-aligned text, JSON, ARFF, Parquet, Arrow or an .xlsx workbook";

/** Files that people take for tables, by their first bytes. */
const otherFiles: readonly (readonly [start: readonly number[], words: string, hint: string])[] = [
  [[0x50, 0x4b, 3, 4], "a ZIP archive", "Unpack it first."],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook", "Save it as .xlsx, or the sheet as CSV."],
  [[0x46, 0x45, 0x41, 0x31], "a Feather file of version 1", "Write it again as Feather, version 2, or as Parquet."],
];

function refuseOtherFiles(bytes: Uint8Array): void {
  const text = new TextDecoder("latin1").decode(bytes.subarray(0, 100));
  const markup = /^\s*<(!doctype html|html|\?xml)/i.exec(text);
  if (markup) {
    const got = markup[1].startsWith("?") ? "an XML document" : "a web page";
    throw new FormatError({
      source: "table",
      got,
      expected,
      hint: "A link that wants a login gives a page in the place of the file.",
    });
  }
  const found = otherFiles.find(([start]) => startsWith(bytes, start));
  if (found) throw new FormatError({ source: "table", got: found[1], expected, hint: found[2] });
}

function utf16Label(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}

/** UTF-16 of mostly Latin letters by its zeros: in every second byte, and in no other. */
function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, sampleBytes);
  const zeros = [0, 0];
  sample.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]++;
  });
  const many = 0.35 * sample.length;
  if (zeros[1] > many && zeros[0] === 0) return "utf-16le";
  return zeros[0] > many && zeros[1] === 0 ? "utf-16be" : undefined;
}
