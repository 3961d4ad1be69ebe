import type { Cell } from "../cells.js";
import { Column } from "./column.js";
import { formOfText, forms } from "./forms.js";

/** Rows of the first block at first: a table may have many columns and few rows. */
const firstRows = 256;

/** Rows of a block: columns whose length nobody knows grow by blocks, so that none is copied while it grows. */
const blockRows = 65_536;

/** Rows that are not made room for at once, whatever is expected: 1 GB. */
const mostExpected = 2 ** 27;

interface Block {
  readonly values: Float64Array;
  readonly written: Uint8Array;
}

/** A column while it is read: rows are written from the first to the last, and the last one again where it must be. */
export class ColumnBuilder {
  private first: Block = blockOf(0);
  /** Behind the first. */
  private readonly further: Block[] = [];
  private readonly places = new Map<string, number>();
  private readonly words: string[] = [];

  /**
   * @param expected about how many rows there will be, asked once there are many; 0 where nobody knows. Memory that is never
   * written to costs nothing, and a column that fits is never copied.
   */
  constructor(private readonly expected: () => number = () => 0) {}

  /** A number in one of the forms of numbers. */
  writeNumber(row: number, value: number, form: number): void {
    let block = this.first;
    let at = row;
    if (row >= block.values.length) {
      block = this.blockFor(row);
      if (block !== this.first) at = (row - this.first.values.length) % blockRows;
    }
    block.values[at] = value;
    block.written[at] = form;
  }

  /** Text without blanks around it; an empty one is missing. */
  writeText(row: number, text: string): void {
    if (text === "") {
      this.writeNumber(row, Number.NaN, forms.missing);
      return;
    }
    const value = Number(text);
    const form = formOfText(text, value);
    if (form === undefined) this.writeWord(row, text);
    else this.writeNumber(row, value, form);
  }

  /** A cell as it came; text is kept as it is, blanks too. */
  writeCell(row: number, cell: Cell): void {
    if (cell === null) this.writeNumber(row, Number.NaN, forms.missing);
    else if (typeof cell === "number") this.writeNumber(row, cell, forms.typed);
    else if (typeof cell === "boolean") this.writeNumber(row, 0, cell ? forms.true : forms.false);
    else if (cell === "") this.writeWord(row, cell);
    else this.writeText(row, cell);
  }

  /** Every word that was written so far, as a function makes it. */
  changeWords(change: (word: string) => string): void {
    this.places.clear();
    this.words.forEach((word, place) => {
      this.words[place] = change(word);
      this.places.set(this.words[place], place);
    });
  }

  /** The first `length` rows as a column. */
  build(length: number): Column {
    const { first } = this;
    const held = Math.min(length, first.values.length);
    const isWhole = held === length && length > blockRows;
    const { values, written } = isWhole
      ? { values: first.values.subarray(0, length), written: first.written.subarray(0, length) }
      : blockOf(length, { values: first.values.subarray(0, held), written: first.written.subarray(0, held) });
    for (let start = held; start < length; start += blockRows) {
      const block = this.further[(start - held) / blockRows];
      const count = Math.min(blockRows, length - start);
      values.set(block.values.subarray(0, count), start);
      written.set(block.written.subarray(0, count), start);
    }
    this.first = blockOf(0);
    this.further.length = 0;
    return new Column(values, written, this.words);
  }

  private writeWord(row: number, word: string): void {
    let place = this.places.get(word);
    if (place === undefined) {
      place = this.words.push(word) - 1;
      this.places.set(word, place);
    }
    this.writeNumber(row, place, forms.word);
  }

  /** The block of a row that the first block does not hold, or the first one, enlarged. */
  private blockFor(row: number): Block {
    const place = Math.floor((row - this.first.values.length) / blockRows);
    if (this.further[place]) return this.further[place];
    if (this.further.length === 0) {
      const rows = row < firstRows ? firstRows : row < blockRows ? blockRows : Math.min(this.expected(), mostExpected);
      if (rows > row) {
        this.first = blockOf(rows, this.first);
        return this.first;
      }
    }
    this.further.push(blockOf(blockRows));
    return this.further[place];
  }
}

/** Room for so many rows, the first of which are those of another block. */
function blockOf(rows: number, begin?: Block): Block {
  const block = { values: new Float64Array(rows), written: new Uint8Array(rows) };
  if (begin) {
    block.values.set(begin.values);
    block.written.set(begin.written);
  }
  return block;
}

/** Cells as a column. @param rowCount how many there are, where that is known */
export function columnOf(cells: Iterable<Cell>, rowCount = 0): Column {
  const builder = new ColumnBuilder(() => rowCount);
  let row = 0;
  for (const cell of cells) builder.writeCell(row++, cell);
  return builder.build(row);
}

/** A column with every word as a function makes it; each distinct word is asked for once. */
export function withWords(column: Column, change: (word: string) => Cell): Column {
  const made = new Map(column.words().map(({ word }) => [word, change(word)]));
  if ([...made].every(([word, cell]) => cell === word)) return column;
  return withMade(column, made, (row) => column.formAt(row) === forms.word);
}

/** A column with every text as a function makes it, that of plain numbers too; each distinct text is asked for once. */
export function withTexts(column: Column, change: (text: string) => Cell): Column {
  const texts = column.distinct().flatMap(({ cell }) => (typeof cell === "string" ? [cell] : []));
  const made = new Map(texts.map((text) => [text, change(text)]));
  return withMade(column, made, (row) => typeof column.at(row) === "string");
}

/** A column with what was made of its texts in the rows that are asked for, and its own numbers, as they are, in the others. */
function withMade(column: Column, made: ReadonlyMap<string, Cell>, isMade: (row: number) => boolean): Column {
  const builder = new ColumnBuilder(() => column.length);
  for (let row = 0; row < column.length; row++) {
    if (isMade(row)) builder.writeCell(row, made.get(column.at(row) as string) ?? null);
    else builder.writeNumber(row, column.valueAt(row), column.formAt(row));
  }
  return builder.build(column.length);
}
