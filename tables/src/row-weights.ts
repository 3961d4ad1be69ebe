import { InputError } from "halfspace";
import { columnsOf } from "./columns/table-columns.js";
import { columnIndex, selectRows, type Table } from "./table.js";

/** The rows of a table that count, and what each counts for. */
export interface WeightedTable {
  readonly table: Table;
  /** The rows, from 0, that they are of the table with all rows. */
  readonly rows: ArrayLike<number>;
  /** The column's name. */
  readonly name: string;
  /** One a row of the table, above 0. */
  readonly weights: Float64Array;
}

/**
 * The rows of a table whose weight is not zero. @param column a column of weights by its name or 1-based number
 * @throws InputError for a weight that is missing, no number, or negative
 */
export function rowsOfWeight(table: Table, column: string | number): WeightedTable {
  const name = table.columnNames[columnIndex(table, column, "weights")];
  const cells = columnsOf(table)[table.columnNames.indexOf(name)];
  const weights = cells.numbers();
  const wrong = weights.findIndex((weight, row) => cells.isMissing(row) || !(weight >= 0 && Number.isFinite(weight)));
  if (wrong >= 0) {
    throw new InputError({
      code: "out-of-range",
      argument: "weights",
      got: `${cells.isMissing(wrong) ? "no value" : JSON.stringify(cells.at(wrong))} in column "${name}", row ${wrong + 1}`,
      expected: "a number, zero or more, for every row: 0 leaves a row out, 2 counts it twice",
    });
  }
  const rows = Int32Array.from(weights.keys()).filter((row) => weights[row] > 0);
  if (rows.length === weights.length) return { table, rows, name, weights: Float64Array.from(weights) };
  const left = weights.length - rows.length;
  const note = `${left} ${left === 1 ? "row" : "rows"} of weight 0 in "${name}" ${left === 1 ? "was" : "were"} left out.`;
  const kept = selectRows(table, rows);
  return {
    table: { ...kept, notes: [...table.notes, note] },
    rows,
    name,
    weights: Float64Array.from(rows, (row) => weights[row]),
  };
}

/** More rows than this are not laid out one by one to learn columns from. */
const mostLaidOut = 1e7;

/** Rows as often as they count, where weights are whole numbers: what is counted in columns is counted so often. Otherwise the rows as they are. */
export function laidOut(rows: readonly number[], weights: Float64Array | undefined): readonly number[] {
  if (!weights || !rows.every((row) => Number.isInteger(weights[row]))) return rows;
  const total = rows.reduce((sum, row) => sum + weights[row], 0);
  if (total > mostLaidOut) return rows;
  return rows.flatMap((row) => new Array<number>(weights[row]).fill(row));
}
