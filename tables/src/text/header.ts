import type { Cell } from "../cells.js";
import type { Column } from "../columns/column.js";

/** Rows that are searched for what tells names from values, the first one among them. */
export const searchedRows = 1000;

// Loose on purpose: decimal commas and thousands look like numbers too.
const numberLike = /^[+-]?[.,]?\d[\d.,]*(?:e[+-]?\d+)?$/i;

/**
 * Whether the first row looks like names: no cell of it is a number or missing, and either some column holds numbers below
 * it, or the names differ and none occurs again as a value in its own column, where values do repeat.
 * A cell may be empty above row numbers (the first column) and above an empty column (a delimiter at the end of each line).
 * @param below the rows below it, a column a name
 * @param isMissing whether a trimmed cell is a missing marker
 */
export function looksLikeHeader(
  first: readonly string[],
  below: readonly Column[],
  isMissing: (cell: Cell) => boolean,
): boolean {
  const names = first.map((cell) => cell.trim());
  const columns = below.map((column) =>
    column.toArray().flatMap((cell) => (cell === null || isMissing(cell) ? [] : [String(cell)])),
  );
  const mayBeEmpty = (index: number) => index === 0 || columns[index].length === 0;
  const named = names.every((name, index) =>
    name === "" ? mayBeEmpty(index) : !isMissing(name) && !numberLike.test(name),
  );
  if (!named || below[0].length === 0) return named;
  if (columns.some(mostlyNumbers)) return true;
  const repeats = columns.some((cells) => new Set(cells).size < cells.length);
  const unlikeValues = columns.every((cells, index) => !cells.includes(names[index]));
  return repeats && unlikeValues && new Set(names).size === names.length;
}

function mostlyNumbers(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => numberLike.test(cell));
  return cells.length > 0 && numbers.length >= 0.9 * cells.length;
}
