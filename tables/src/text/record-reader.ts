import { ColumnBuilder } from "../columns/column-builder.js";
import { surestDigits } from "../columns/forms.js";
import { type CellMarks, findCell, refuseQuotes, signs } from "./record-cells.js";
import { asLatin } from "./text-pieces.js";
import { WordDecoder } from "./word-decoder.js";

/** A line that has not the usual number of cells. */
export interface OddLine {
  /** Its place among the lines that are not blank. */
  readonly index: number;
  readonly cells: readonly string[];
}

const powersOfTen = Array.from({ length: surestDigits + 1 }, (_, exponent) => Number(`1e${exponent}`));

/** So much more room is made than the lines so far tell: lines need not be equally long. */
const safety = 1.05;

/** A digit by its byte; more than 9 where it is none, also behind the last byte. */
const digitOf = (byte: number): number => byte ^ signs.zero;

/**
 * Reads records out of bytes, chunk by chunk: lines of the usual number of cells into columns, others as text. Numbers go
 * from bytes to Float64 without a text in between where that is exact (m/10^k for m below 10¹⁵, k ≤ 15: both are exact, and
 * the division rounds once).
 */
export class RecordReader {
  readonly columns: readonly ColumnBuilder[];
  readonly odd: OddLine[] = [];
  readonly words = new WordDecoder();
  /** How many lines have each number of cells, in the order in which those appear. */
  readonly widths = new Map<number, number>();
  /** Lines that are not blank, and those of them with the usual number of cells. */
  lineCount = 0;
  rowCount = 0;
  /** From which line (by its place) on how many lines of the file stand above it. */
  private readonly shifts: { from: number; shift: number }[] = [];
  private fileLine = 1;
  private skipsLineFeed = false;
  private readonly marks: { -readonly [Name in keyof CellMarks]: CellMarks[Name] };

  /** Bytes that were read, up to the record at hand. */
  private bytesBefore = 0;
  private bytesRead = 0;

  /** @param width the usual number of cells @param byteCount of the text, where it is known */
  constructor(
    delimiter: string,
    private readonly width: number,
    byteCount = 0,
  ) {
    const expected = () => Math.ceil((safety * this.rowCount * byteCount) / (this.bytesBefore + this.bytesRead + 1));
    this.columns = Array.from({ length: width }, () => new ColumnBuilder(expected));
    this.marks = { delimiter: delimiter.charCodeAt(0), blanksHide: !/[ \t]/.test(delimiter), last: false };
  }

  /** Reads all records that end within the bytes. @returns how many bytes those are */
  read(bytes: Uint8Array, last: boolean): number {
    this.marks.last = last;
    let start = this.skipsLineFeed && bytes[0] === signs.lineFeed ? 1 : 0;
    if (bytes.length > 0) this.skipsLineFeed = false;
    while (start < bytes.length) {
      const end = this.readRecord(bytes, start);
      if (end < 0) break;
      start = end;
      this.bytesRead = end;
    }
    this.bytesBefore += start;
    this.bytesRead = 0;
    return start;
  }

  /** The line of the file (from 1) in which a line that is not blank begins. */
  lineOf(index: number): number {
    const shift = this.shifts.findLast(({ from }) => from <= index)?.shift ?? 0;
    return index + 1 + shift;
  }

  /** @returns the byte behind the record, or -1 where it goes on behind the bytes */
  private readRecord(bytes: Uint8Array, start: number): number {
    let at = start;
    let lines = 1;
    for (let column = 0; ; column++) {
      let next = column < this.width ? this.readNumber(bytes, at, column) : -1;
      if (next < 0) {
        const cell = findCell(bytes, at, bytes.length, this.marks);
        if (cell === undefined) return -1;
        if (typeof cell === "string") refuseQuotes(cell, this.fileLine);
        if (cell.quoted) lines += lineEnds(bytes, cell.start, cell.end);
        if (column < this.width) this.readText(bytes, cell.start, cell.end, cell.quoted, column);
        next = cell.next;
      }
      at = next + 1;
      if (bytes[next] !== this.marks.delimiter) {
        this.endRecord(bytes, start, next, column + 1);
        this.fileLine += lines;
        return this.behindLineEnd(bytes, next);
      }
    }
  }

  private behindLineEnd(bytes: Uint8Array, at: number): number {
    if (bytes[at] === signs.lineFeed) return at + 1;
    if (at + 1 === bytes.length) this.skipsLineFeed = true;
    return bytes[at + 1] === signs.lineFeed ? at + 2 : at + 1;
  }

  /** Reads a plain number into a column. @returns the byte behind it, or -1 where the cell is no such number */
  private readNumber(bytes: Uint8Array, start: number, column: number): number {
    const { delimiter } = this.marks;
    let at = start;
    if (delimiter !== signs.blank) while (bytes[at] === signs.blank) at++;
    const negative = bytes[at] === signs.minus;
    if (negative) at++;
    const first = at;
    let mantissa = 0;
    let digit = digitOf(bytes[at]);
    for (; digit < 10; digit = digitOf(bytes[++at])) mantissa = 10 * mantissa + digit;
    let digits = at - first;
    if (digits === 0 || (digits > 1 && bytes[first] === signs.zero)) return -1;
    let decimals = 0;
    if (bytes[at] === signs.point) {
      const point = at++;
      for (digit = digitOf(bytes[at]); digit < 10; digit = digitOf(bytes[++at])) mantissa = 10 * mantissa + digit;
      decimals = at - point - 1;
      digits += decimals;
      if (decimals === 0) return -1;
    }
    if (digits > surestDigits) return -1;
    if (delimiter !== signs.blank) while (bytes[at] === signs.blank) at++;
    const byte = bytes[at];
    if (byte !== delimiter && byte !== signs.lineFeed && byte !== signs.carriageReturn) return -1;
    const size = decimals === 0 ? mantissa : mantissa / powersOfTen[decimals];
    this.columns[column].writeNumber(this.rowCount, negative ? -size : size, decimals);
    return at;
  }

  private readText(bytes: Uint8Array, start: number, end: number, quoted: boolean, column: number): void {
    const text = start === end ? "" : this.textOf(bytes, start, end, quoted).trim();
    this.columns[column].writeText(this.rowCount, text);
  }

  private textOf(bytes: Uint8Array, start: number, end: number, quoted: boolean): string {
    const wasLatin = this.words.latin;
    const text = this.words.text(bytes, start, end);
    if (this.words.latin && !wasLatin) this.turnLatin();
    return quoted ? text.replaceAll('""', '"').replace(/\r\n?/g, "\n") : text;
  }

  /** What was read before as UTF-8 is Windows-1252 as well. */
  private turnLatin(): void {
    for (const column of this.columns) column.changeWords(asLatin);
    this.odd.forEach(({ index, cells }, place) => {
      this.odd[place] = { index, cells: cells.map(asLatin) };
    });
  }

  private endRecord(bytes: Uint8Array, start: number, end: number, cellCount: number): void {
    if (cellCount === 1 && this.isBlank(bytes, start, end)) return;
    const shift = this.fileLine - this.lineCount - 1;
    if (shift !== (this.shifts.at(-1)?.shift ?? 0)) this.shifts.push({ from: this.lineCount, shift });
    this.widths.set(cellCount, (this.widths.get(cellCount) ?? 0) + 1);
    if (cellCount === this.width) this.rowCount++;
    else this.odd.push({ index: this.lineCount, cells: this.cellsOf(bytes, start) });
    this.lineCount++;
  }

  private isBlank(bytes: Uint8Array, start: number, end: number): boolean {
    for (let at = start; at < end; at++) {
      if (bytes[at] === signs.blank || bytes[at] === signs.tab) continue;
      // Of one column "" is a missing cell.
      return this.width > 1 && this.cellsOf(bytes, start)[0].trim() === "";
    }
    return true;
  }

  /** The cells of the record that begins at a byte and ends within the bytes. */
  private cellsOf(bytes: Uint8Array, start: number): string[] {
    const cells: string[] = [];
    for (let at = start; ; ) {
      const cell = findCell(bytes, at, bytes.length, this.marks);
      if (typeof cell !== "object") return cells;
      cells.push(this.textOf(bytes, cell.start, cell.end, cell.quoted));
      if (bytes[cell.next] !== this.marks.delimiter) return cells;
      at = cell.next + 1;
    }
  }
}

function lineEnds(bytes: Uint8Array, start: number, end: number): number {
  const cell = bytes.subarray(start, end);
  let count = 0;
  for (let at = cell.indexOf(signs.lineFeed); at >= 0; at = cell.indexOf(signs.lineFeed, at + 1)) count++;
  for (let at = cell.indexOf(signs.carriageReturn); at >= 0; at = cell.indexOf(signs.carriageReturn, at + 1)) {
    if (cell[at + 1] !== signs.lineFeed) count++;
  }
  return count;
}
