import { InputError } from "halfspace";
import type { Cell } from "./cells.js";
import { columnsOf } from "./columns/table-columns.js";
import { encode } from "./encode.js";
import { rowsOfWeight } from "./row-weights.js";
import { rowsWithOthers } from "./several-targets.js";
import { type EncodedRows, othersOf, someOf, split, type TableRecord, targetsOf } from "./split-table.js";
import { columnIndex, type Table } from "./table.js";
import { encodeTarget } from "./target.js";

/**
 * The training rows of a model, found again in the table it was trained on: the same numbers in the same order.
 * @returns the encoded training rows
 * @throws InputError when the table lacks a column, holds another type, or has too few rows
 */
export function trainingRowsOf(table: Table, record: TableRecord): EncodedRows {
  const { train, encoded } = splitAgain(table, record);
  return encoded(train);
}

/** Rows that a model can be scored on, and what they are. */
export type RowsToJudge = {
  readonly rows: EncodedRows;
  /** "test": kept apart from training; "training": of a model without a hold-out; "new": of another table. */
  readonly which: "test" | "training" | "new";
  /** The cells of the group column, one a row. */
  readonly groups?: readonly Cell[];
};

/**
 * The rows of a table on which a model is judged: those kept apart where it is the table of training, told by its number of rows; all rows with
 * a target elsewhere.
 * @param sampleCount how many rows the model was trained on
 * @param groups a column by its name or 1-based number, which need not be one that was learned from
 * @returns the encoded rows, what they are, and their cells of the group column
 * @throws InputError as `trainingRowsOf`, and for an unknown column
 */
export function rowsToJudge(
  table: Table,
  record: TableRecord,
  { sampleCount, groups }: { readonly sampleCount: number; readonly groups?: string | number | undefined },
): RowsToJudge {
  const { train, test, encoded, cellsOf } = splitAgain(table, record);
  const isOwn = train.length === sampleCount;
  const which = !isOwn ? "new" : test.length > 0 ? "test" : "training";
  const rows = isOwn ? (test.length > 0 ? test : train) : [...train, ...test].toSorted((a, b) => a - b);
  return { rows: encoded(rows), which, ...(groups === undefined ? {} : { groups: cellsOf(groups, rows) }) };
}

/** The split of training, made again. */
function splitAgain(whole: Table, record: TableRecord) {
  const { encoding } = record;
  const weighted = record.weights === undefined ? undefined : rowsOfWeight(whole, record.weights);
  const given = weighted?.table ?? whole;
  const { target } = encoding;
  const { table, rows: complete } = rowsWithOthers(given, othersOf(target));
  const { rows, values } = encodeTarget(target, table);
  if (rows.length < 2) {
    throw new InputError({
      code: "too-few-rows",
      argument: "table",
      got: `${rows.length} rows with a target`,
      expected: "as many as the model was trained on",
    });
  }
  const inTable = (chosen: readonly number[]) => chosen.map((row) => complete[rows[row]]);
  return {
    ...split(values, target, record, table, rows),
    encoded: (chosen: readonly number[]): EncodedRows => ({
      inputs: encode(encoding, given, { rows: inTable(chosen) }),
      targets: targetsOf(target, values, chosen, table, rows),
      ...(weighted ? { sampleWeights: someOf(weighted.weights, inTable(chosen)) } : {}),
    }),
    cellsOf: (column: string | number, chosen: readonly number[]): Cell[] => {
      const cells = columnsOf(given)[columnIndex(given, column, "groups")];
      return inTable(chosen).map((row) => cells.at(row));
    },
  };
}
