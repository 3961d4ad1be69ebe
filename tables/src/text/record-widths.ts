import { findCell } from "./record-cells.js";

/** How many cells each record of a text has; one that is not well formed ends with the text. */
export function recordWidths(text: string, delimiter: string): number[] {
  const bytes = new TextEncoder().encode(`${text}\n`);
  const marks = { delimiter: delimiter.charCodeAt(0), blanksHide: delimiter !== "\t", last: true };
  const widths: number[] = [];
  let width = 0;
  for (let at = 0; at < bytes.length; ) {
    const cell = findCell(bytes, at, bytes.length, marks);
    width++;
    if (typeof cell !== "object") return [...widths, width];
    if (bytes[cell.next] !== marks.delimiter) {
      widths.push(width);
      width = 0;
    }
    at = cell.next + 1;
  }
  return widths;
}
