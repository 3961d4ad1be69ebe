import { InputError } from "halfspace";
import { defaultMissingMarkers } from "./cells.js";
import type { Cell, Table } from "./table.js";

const notANumber = /^[+-]?nan$/i;

/** The usual markers of missing values without NaN, for `requireNumbers`. */
export const missingMarkersButNaN: readonly string[] = defaultMissingMarkers.filter(
  (marker) => !notANumber.test(marker),
);

/**
 * Refuses NaN among numbers in a table read with `missingMarkersButNaN`. A person should be told of a computation that
 * failed upstream; a program may prefer the value filled in.
 * @param source how the message names the table
 * @throws InputError "not-finite" with column and row
 */
export function requireNumbers(table: Table, source: string): void {
  table.columns.forEach((cells, column) => {
    const row = cells.findIndex((cell) => notANumber.test(String(cell)));
    if (row < 0 || !cells.some(holdsNumber)) return;
    throw new InputError({
      code: "not-finite",
      argument: source,
      got: `${cells[row]} in column "${table.columnNames[column]}", row ${row + 1}`,
      expected: "a number",
      hint: "If the value is missing, leave the cell empty or write NA.",
    });
  });
}

const holdsNumber = (cell: Cell): boolean => cell !== null && cell !== "" && Number.isFinite(Number(cell));
