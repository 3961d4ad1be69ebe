import type { Cell } from "../cells.js";
import type { Column } from "./column.js";
import { columnOf } from "./column-builder.js";

const columnsBehind = new WeakMap<object, readonly Column[]>();

/** An array whose entries are made when they are looked at. */
function madeOnDemand<Entry>(length: number, make: (index: number) => Entry): readonly Entry[] {
  const entries: Entry[] = [];
  for (let index = 0; index < length; index++)
    Object.defineProperty(entries, index, { enumerable: true, configurable: true, get: () => make(index) });
  return entries;
}

/**
 * The cells of columns as a table shows them: arrays, made when they are looked at first. The columns themselves stay
 * behind them, so that a table with many rows need never be held as arrays of text.
 */
export function cellsOfColumns(columns: readonly Column[]): readonly (readonly Cell[])[] {
  const made: (readonly Cell[])[] = [];
  const cells = madeOnDemand(columns.length, (index) => {
    made[index] ??= columns[index].toArray();
    return made[index];
  });
  columnsBehind.set(cells, columns);
  return cells;
}

/** The columns behind the cells of a table; those of a table that was made by hand are made here. */
export const columnsOf = ({ columns }: { readonly columns: readonly (readonly Cell[])[] }): readonly Column[] =>
  columnsBehind.get(columns) ?? madeOnDemand(columns.length, (index) => columnOf(columns[index]));

/** The columns at some places (0-based). */
export const columnsAt = (columns: readonly Column[], places: readonly number[]): readonly Column[] =>
  madeOnDemand(places.length, (index) => columns[places[index]]);

/** Some rows (0-based) of columns. Each column is made when it is asked for, so that never all of them are held twice. */
export function selectedColumns(columns: readonly Column[], rows: ArrayLike<number>): readonly Column[] {
  if (columns.every(({ length }) => length === rows.length) && isCounting(rows)) return columns;
  return madeOnDemand(columns.length, (index) => columns[index].select(rows));
}

function isCounting(rows: ArrayLike<number>): boolean {
  for (let row = 0; row < rows.length; row++) if (rows[row] !== row) return false;
  return true;
}
