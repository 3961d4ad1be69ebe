import { type Cell, numberOf } from "../cells.js";
import type { Column } from "./column.js";
import { formOfText } from "./forms.js";

export { cellsOfColumns, columnsAt, selectedColumns } from "./table-columns.js";

/** What encoding asks of a column. */
type EncodedColumn = Pick<
  Column,
  "length" | "at" | "isMissing" | "numbers" | "measured" | "findRow" | "words" | "allNumbers" | "hasWholeNumbers"
>;

/**
 * The cells of a column as they came, without the memory that `Column` saves and without what learning asks of it. The bundle of
 * `@halfspace/predict` has this file in the place of `table-columns.ts`, because it encodes a few rows at a time.
 */
class PlainColumn implements EncodedColumn {
  constructor(private readonly cells: readonly Cell[]) {}

  get length(): number {
    return this.cells.length;
  }

  at(row: number): Cell {
    return this.cells[row];
  }

  isMissing(row: number): boolean {
    return this.cells[row] === null;
  }

  numbers(): Float64Array {
    return Float64Array.from(this.cells, numberOf);
  }

  measured(measure: (cell: Cell) => number): Float64Array {
    return Float64Array.from(this.cells, (cell) => (cell === null ? Number.NaN : measure(cell)));
  }

  findRow(test: (cell: Cell) => boolean): number {
    return this.cells.findIndex(test);
  }

  words(): { readonly word: string; readonly count: number }[] {
    return this.cells.flatMap((cell) => (isWord(cell) ? [{ word: cell, count: 1 }] : []));
  }

  get allNumbers(): boolean {
    return this.cells.every((cell) => cell === null || !Number.isNaN(numberOf(cell)) || typeof cell === "number");
  }

  get hasWholeNumbers(): boolean {
    return this.cells.every((cell) => {
      if (typeof cell === "boolean") return false;
      return cell === null || isWord(cell) || /^-?\d+$/.test(String(cell));
    });
  }
}

const isWord = (cell: Cell): cell is string => typeof cell === "string" && formOfText(cell, Number(cell)) === undefined;

export const columnsOf = ({ columns }: { readonly columns: readonly (readonly Cell[])[] }): readonly EncodedColumn[] =>
  columns.map((cells) => new PlainColumn(cells));
