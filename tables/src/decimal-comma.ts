import type { Cell } from "./table.js";

const commaNumber = /^[+-]?(?:(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d+)?|,\d+)(?:e[+-]?\d+)?$/i;
// Three digits behind the only comma may be thousands (1,234); anything else behind it is a fraction.
const certainFraction = /^[+-]?(?:0?,\d+|\d{4,},\d+|\d+,(?!\d{3}$)\d+|[\d.]*\.\d{3},\d+)(?:e[+-]?\d+)?$/i;

/**
 * Finds columns written with a decimal comma and rewrites their numbers with the point.
 *
 * A column counts when every known cell is a number with commas and at least one cell of such columns can only be
 * a fraction (`1,5`, `0,125`, `1.234,5`; not `1,234`, which may be thousands). With `decimal: ","` no such proof is asked.
 */
export function normaliseDecimals(
  names: readonly string[],
  columns: readonly (readonly Cell[])[],
  decimal: "auto" | "." | ",",
): { columns: (readonly Cell[])[]; decimal: "." | ","; notes: string[] } {
  const candidates =
    decimal === "." ? [] : columns.map(isCommaColumn).flatMap((comma, index) => (comma ? [index] : []));
  const certain = candidates.some((index) => columns[index].some((cell) => certainFraction.test(String(cell))));
  const quoted = (indices: number[]) => indices.map((index) => `"${names[index]}"`).join(", ");
  if (candidates.length === 0) return { columns: [...columns], decimal: decimal === "auto" ? "." : decimal, notes: [] };
  if (!certain && decimal === "auto") {
    const note = `The commas in ${quoted(candidates)} may be decimals or thousands; these columns were left as text.`;
    return { columns: [...columns], decimal: ".", notes: [note] };
  }
  const rewritten = new Set(candidates);
  return {
    columns: columns.map((cells, index) => (rewritten.has(index) ? cells.map(toPoint) : cells)),
    decimal: ",",
    notes: [`Decimal commas were read as such in ${quoted(candidates)}.`],
  };
}

function isCommaColumn(cells: readonly Cell[]): boolean {
  let commas = false;
  for (const cell of cells) {
    if (cell === null) continue;
    if (typeof cell !== "string" || !commaNumber.test(cell)) return false;
    commas ||= cell.includes(",");
  }
  return commas;
}

function toPoint(cell: Cell): Cell {
  return typeof cell === "string" ? cell.replaceAll(".", "").replace(",", ".") : cell;
}
