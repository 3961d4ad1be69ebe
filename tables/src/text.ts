import { FormatError } from "halfspace";

/** Text of a file: UTF-8 (with or without BOM), UTF-16 with BOM, otherwise Windows-1252 with a note. */
export function decodeText(bytes: Uint8Array): { text: string; notes: string[] } {
  const utf16 = utf16Label(bytes);
  if (utf16) return { text: new TextDecoder(utf16).decode(bytes), notes: [] };
  if (bytes.subarray(0, 4096).includes(0)) {
    throw new FormatError(
      "This is a binary file, not a table: expected CSV, space-aligned text, JSON lines or Parquet.",
    );
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), notes: [] };
  } catch {
    return {
      text: new TextDecoder("windows-1252").decode(bytes),
      notes: ["The file is not UTF-8; it was read as Windows-1252."],
    };
  }
}

function utf16Label(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : undefined;
}
