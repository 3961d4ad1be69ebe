/** One raw value. null is a missing value; text files give text, unconverted. */
export type Cell = string | number | boolean | null;

/** A plain number as text. */
export const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const infinityPattern = /^[+-]?(?:inf|infinity|∞|1\.#inf)$/i;

/** The number that a cell holds: NaN where it holds none, ±Infinity for a literal infinity or an overflow such as 1e999. */
export function numberOf(cell: Cell): number {
  if (typeof cell === "number") return cell;
  if (typeof cell !== "string") return Number.NaN;
  if (numberPattern.test(cell)) return Number(cell);
  if (infinityPattern.test(cell)) return cell.startsWith("-") ? -Infinity : Infinity;
  return Number.NaN;
}

/** 1 for true, 0 for false (text in any case), NaN for anything else. */
export function truthOf(cell: Cell): number {
  const text = typeof cell === "string" ? cell.toLowerCase() : cell;
  if (text === true || text === "true") return 1;
  return text === false || text === "false" ? 0 : Number.NaN;
}
