import { FormatError } from "halfspace";

/** Text of a file: UTF-8 (with or without BOM), UTF-16 with BOM, otherwise Windows-1252 with a note. */
export function decodeText(bytes: Uint8Array): { text: string; notes: string[] } {
  const utf16 = utf16Label(bytes);
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes), notes: [] };
  refuseOtherFiles(bytes);
  if (bytes.subarray(0, 4096).includes(0)) throw new FormatError({ source: "table", got: "a binary file", expected });
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), notes: [] };
  } catch {
    return {
      text: new TextDecoder("windows-1252").decode(bytes),
      notes: ["The file is not UTF-8; it was read as Windows-1252."],
    };
  }
}

const expected = "CSV, space-aligned text, JSON lines or Parquet";

/** Files that people take for tables, by their first bytes. */
const otherFiles: readonly (readonly [start: readonly number[], words: string, hint: string])[] = [
  [[0x50, 0x4b, 3, 4], "a ZIP archive, as Excel workbooks are", "Save the sheet as CSV, or unpack the archive."],
  [[0xd0, 0xcf, 0x11, 0xe0], "an old Excel workbook", "Save the sheet as CSV."],
  [[0x1f, 0x8b], "a file compressed with gzip", "Unpack it first."],
];

function refuseOtherFiles(bytes: Uint8Array): void {
  const found = otherFiles.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  if (found) throw new FormatError({ source: "table", got: found[1], expected, hint: found[2] });
}

function utf16Label(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}
