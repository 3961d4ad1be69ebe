import type { Cell } from "./table.js";

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

/** The few words among many numbers that make a column text; none where words are usual in it. */
export function strayWords(cells: readonly Cell[]): string[] {
  const levels = [...countLevels(cells).keys()];
  const words = levels.filter((level) => Number.isNaN(numberOf(level)));
  return levels.length < 10 || words.length > 0.1 * levels.length ? [] : words;
}

/** 1 for true, 0 for false (text in any case), NaN for anything else. */
export function truthOf(cell: Cell): number {
  const text = typeof cell === "string" ? cell.toLowerCase() : cell;
  if (text === true || text === "true") return 1;
  return text === false || text === "false" ? 0 : Number.NaN;
}

/** The distinct known values of a column as text, with how often each occurs, in the order of first appearance. */
export function countLevels(cells: readonly Cell[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const cell of cells) {
    if (cell === null) continue;
    const level = String(cell);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  return counts;
}

/** Why whole numbers are words: leading zeros, or more digits than a number keeps. */
export type CodeReason = "leading zeros" | "too many digits";

/**
 * Whether a column of whole numbers holds codes: some have leading zeros (02139), or more digits than a number keeps.
 * @returns why, with the first such cell
 */
export function codesIn(cells: readonly Cell[]): { reason: CodeReason; cell: string } | undefined {
  let zeros: string | undefined;
  let long: string | undefined;
  for (const cell of cells) {
    if (cell === null) continue;
    if (!wholeNumber.test(String(cell))) return undefined;
    if (typeof cell !== "string") continue;
    if (/^0\d/.test(cell)) zeros ??= cell;
    if (cell.length > 15 && losesDigits(cell)) long ??= cell;
  }
  if (zeros !== undefined) return { reason: "leading zeros", cell: zeros };
  return long === undefined ? undefined : { reason: "too many digits", cell: long };
}

/** JavaScript itself writes large numbers with zeros at the end for digits that they do not have. */
const losesDigits = (cell: string): boolean => String(Number(cell)) !== cell && BigInt(cell) !== BigInt(Number(cell));

const wholeNumber = /^-?\d{1,300}$/;
