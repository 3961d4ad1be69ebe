import { InputError } from "halfspace";
import type { Column } from "./columns/column.js";
import type { DateColumn } from "./date-schema.js";
import { dateExpected, writeDate } from "./write-dates.js";

/** Writes the cell of a row (0-based) into the matrix. */
export type Writer = (row: number, values: Float64Array, at: number) => void;

/** @returns what writes the dates of a column, and throws InputError "wrong-type" for a cell that is none */
export function dateWriter(column: DateColumn, cells: Column): Writer {
  return (row, values, at) => {
    const cell = cells.at(row);
    if (writeDate(column, cell, values, at)) return;
    throw new InputError({
      code: "wrong-type",
      argument: "table",
      got: `"${cell}" in column "${column.name}", row ${row + 1}`,
      expected: dateExpected(column),
    });
  };
}
