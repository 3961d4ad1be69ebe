import { FormatError } from "halfspace";
import type { Cell } from "./table.js";

/**
 * A value of a typed column as a cell: dates as ISO text, long whole numbers as numbers where exact and as text elsewhere.
 * @throws FormatError for nested and binary values, and for a date that is none
 */
export function cellOfValue(value: unknown, name: string, source: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  const isDate = value instanceof Date;
  if (isDate && !Number.isNaN(value.getTime())) return value.toISOString();
  throw new FormatError({
    source,
    got: `${isDate ? "a date beyond all calendars" : "nested or binary values"} in column "${name}"`,
    expected: isDate ? "dates of the years −271821 to 275760" : "numbers, text, true, false or dates",
    hint: "Leave the column out (drop), or flatten it first.",
  });
}
