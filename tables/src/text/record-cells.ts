import { FormatError } from "halfspace";

/** Bytes that the readers of text look for. */
export const signs = { tab: 9, lineFeed: 10, carriageReturn: 13, blank: 32, quote: 34, minus: 45, point: 46, zero: 48 };

/** Where a cell ends, and what of it is text. */
export interface FoundCell {
  /** The byte behind the cell: its delimiter or line end. */
  readonly next: number;
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

/** How cells stand in a text. */
export interface CellMarks {
  readonly delimiter: number;
  /** Whether blanks before a quote hide it: not where blanks stand between the cells. */
  readonly blanksHide: boolean;
  /** Whether no bytes come behind these. */
  readonly last: boolean;
}

/** What is wrong with a cell in quotes. */
export type QuoteProblem = "never closed" | "goes on";

/**
 * The cell that begins at a byte. Quotes may hold delimiters and line ends, and a quote doubled.
 * @param end the end of the bytes
 * @returns undefined where the cell may go on behind them, or what is wrong with its quotes
 */
export function findCell(
  bytes: Uint8Array,
  start: number,
  end: number,
  marks: CellMarks,
): FoundCell | QuoteProblem | undefined {
  let at = start;
  if (marks.blanksHide) while (bytes[at] === signs.blank || bytes[at] === signs.tab) at++;
  if (at < end && bytes[at] === signs.quote) {
    const quoted = findQuoted(bytes, at, end, marks.delimiter);
    if (quoted === "never closed" && !marks.last) return undefined;
    // A quote behind a blank that does not hold a whole cell is a letter like any other.
    if (at === start || quoted === undefined || typeof quoted === "object") return quoted;
  }
  for (at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte === marks.delimiter || byte === signs.lineFeed || byte === signs.carriageReturn)
      return { next: at, start, end: at, quoted: false };
  }
  return undefined;
}

function findQuoted(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
): FoundCell | QuoteProblem | undefined {
  for (let close = bytes.indexOf(signs.quote, start + 1); close >= 0; close = bytes.indexOf(signs.quote, close + 1)) {
    if (bytes[close + 1] === signs.quote && close + 1 < end) {
      close++;
      continue;
    }
    let next = close + 1;
    while (next < end && bytes[next] !== delimiter && (bytes[next] === signs.blank || bytes[next] === signs.tab))
      next++;
    if (next >= end) return undefined;
    const byte = bytes[next];
    const ends = byte === delimiter || byte === signs.lineFeed || byte === signs.carriageReturn;
    return ends ? { next, start: start + 1, end: close, quoted: true } : "goes on";
  }
  return "never closed";
}

/** @throws FormatError that names the line */
export function refuseQuotes(problem: QuoteProblem, line: number): never {
  const what =
    problem === "never closed"
      ? 'a cell that opens with a quote (") and is never closed'
      : 'a quoted cell that goes on behind its closing quote (")';
  throw new FormatError({ source: "table", got: `${what} in line ${line}` });
}
