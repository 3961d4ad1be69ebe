import type { Cell } from "../cells.js";
import { Column } from "./column.js";
import { formOfText, forms } from "./forms.js";

/** Rows of the first block at first: a table may have many columns and few rows. */
const firstRows = 256;

/** Rows of a block: columns grow by blocks, so that none is ever copied while it grows. */
const blockRows = 65_536;

interface Block {
  readonly values: Float64Array;
  readonly written: Uint8Array;
}

/** A column while it is read: rows are written from the first to the last, and the last one again where it must be. */
export class ColumnBuilder {
  private readonly blocks: Block[] = [];
  private readonly places = new Map<string, number>();
  private readonly words: string[] = [];

  /** A number in one of the forms of numbers. */
  writeNumber(row: number, value: number, form: number): void {
    let block = this.blocks[Math.floor(row / blockRows)] ?? this.grow();
    const at = row % blockRows;
    if (at >= block.values.length) block = this.enlarge(block);
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

  /** The first block at its full length. */
  private enlarge({ values, written }: Block): Block {
    const block = { values: new Float64Array(blockRows), written: new Uint8Array(blockRows) };
    block.values.set(values);
    block.written.set(written);
    this.blocks[0] = block;
    return block;
  }

  /** The first `length` rows as a column. */
  build(length: number): Column {
    const values = new Float64Array(length);
    const written = new Uint8Array(length);
    for (let start = 0; start < length; start += blockRows) {
      const block = this.blocks[start / blockRows];
      const count = Math.min(blockRows, length - start);
      values.set(block.values.subarray(0, count), start);
      written.set(block.written.subarray(0, count), start);
    }
    this.blocks.length = 0;
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

  private grow(): (typeof this.blocks)[number] {
    const rows = this.blocks.length === 0 ? firstRows : blockRows;
    const block = { values: new Float64Array(rows), written: new Uint8Array(rows) };
    this.blocks.push(block);
    return block;
  }
}

/** Cells as a column. */
export function columnOf(cells: Iterable<Cell>): Column {
  const builder = new ColumnBuilder();
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
  const builder = new ColumnBuilder();
  for (let row = 0; row < column.length; row++) {
    if (isMade(row)) builder.writeCell(row, made.get(column.at(row) as string) ?? null);
    else builder.writeNumber(row, column.valueAt(row), column.formAt(row));
  }
  return builder.build(column.length);
}
