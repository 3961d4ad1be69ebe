import { defaultMissingMarkers, numberOf } from "./cells.js";

const searchedRows = 1000;

/**
 * Whether the first row looks like names: no cell of it is a number or missing, no name comes twice, and either some column
 * holds numbers below it or no name occurs again as a value in its own column. An empty first cell (a row-number column) is allowed.
 */
export function looksLikeHeader(rows: readonly (readonly string[])[]): boolean {
  const names = rows[0].map((cell) => cell.trim());
  if (!names.every((name, index) => couldBeName(name, index)) || new Set(names).size < names.length) return false;
  const below = rows.slice(1, searchedRows);
  if (below.length === 0) return true;
  const columns = names.map((_, index) =>
    below.map((cells) => (cells[index] ?? "").trim()).filter((cell) => !isMissing(cell)),
  );
  if (columns.some(mostlyNumbers)) return true;
  return (
    columns.every((cells, index) => !cells.includes(names[index])) &&
    columns.some((cells) => new Set(cells).size < cells.length)
  );
}

const isMissing = (cell: string): boolean => defaultMissingMarkers.includes(cell.toLowerCase());

function couldBeName(name: string, index: number): boolean {
  if (name === "") return index === 0;
  return !isMissing(name) && Number.isNaN(numberOf(name.replace(",", ".")));
}

function mostlyNumbers(cells: readonly string[]): boolean {
  const numbers = cells.filter((cell) => !Number.isNaN(numberOf(cell.replace(",", "."))));
  return numbers.length > 0.9 * cells.length;
}
