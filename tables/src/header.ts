import type { Cell } from "./table.js";

const searchedRows = 1000;

// Loose on purpose: decimal commas and thousands look like numbers too.
const numberLike = /^[+-]?[.,]?\d[\d.,]*(?:e[+-]?\d+)?$/i;

/**
 * Whether the first row looks like names: no cell of it is a number or missing, and either some column holds numbers below
 * it, or the names differ and none occurs again as a value in its own column, where values do repeat.
 * A cell may be empty above row numbers (the first column) and above an empty column (a delimiter at the end of each line).
 * @param isMissing whether a trimmed cell is a missing marker
 */
export function looksLikeHeader(rows: readonly (readonly string[])[], isMissing: (cell: Cell) => boolean): boolean {
  const names = rows[0].map((cell) => cell.trim());
  const below = rows.slice(1, searchedRows);
  const columns = names.map((_, index) => below.map((cells) => cells[index].trim()).filter((cell) => !isMissing(cell)));
  const mayBeEmpty = (index: number) => index === 0 || columns[index].length === 0;
  const named = names.every((name, index) =>
    name === "" ? mayBeEmpty(index) : !isMissing(name) && !numberLike.test(name),
  );
  if (!named || below.length === 0) return named;
  if (columns.some(mostlyNumbers)) return true;
  const repeats = columns.some((cells) => new Set(cells).size < cells.length);
  const unlikeValues = columns.every((cells, index) => !cells.includes(names[index]));
  return repeats && unlikeValues && new Set(names).size === names.length;
}

function mostlyNumbers(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => numberLike.test(cell));
  return cells.length > 0 && numbers.length >= 0.9 * cells.length;
}
