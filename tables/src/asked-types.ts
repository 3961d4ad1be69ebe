import { InputError } from "halfspace";
import { numberOf } from "./cells.js";
import type { Column } from "./columns/column.js";
import type { FoundDates } from "./date-columns.js";
import { momentIn } from "./dates.js";
import type { Cell, ColumnReading } from "./table.js";

const words: Readonly<Record<NonNullable<ColumnReading["type"]>, string>> = {
  number: "a number",
  category: "words",
  date: "a date",
  "day-first": "a date, day first",
  "month-first": "a date, month first",
};

/**
 * Refuses a column that cannot hold what it was asked to.
 * @param dates as they were found in it
 * @throws InputError ("wrong-type") with the first cell that does not fit
 */
export function requireAskedType(
  name: string,
  column: Column,
  asked: ColumnReading["type"],
  dates: FoundDates | undefined,
): void {
  if (asked === undefined || asked === "category") return;
  const row = firstUnfit(column, asked, dates);
  if (row < 0) return;
  throw new InputError({
    code: "wrong-type",
    argument: "table",
    got: `"${column.at(row)}" in column "${name}", row ${row + 1}`,
    expected: `${words[asked]}, as was asked`,
    hint: "Ask for another type, or for none.",
  });
}

/** The row from 0; −1 where all cells fit. */
function firstUnfit(
  column: Column,
  asked: Exclude<NonNullable<ColumnReading["type"]>, "category">,
  dates: FoundDates | undefined,
): number {
  const first = (fits: (cell: Cell) => boolean) => column.findRow((cell) => cell !== null && !fits(cell));
  if (asked === "number") return first((cell) => Number.isFinite(numberOf(cell)));
  if (asked === "date") return dates ? -1 : first(() => false);
  return first((cell) => Number.isFinite(momentIn(cell, asked)));
}
