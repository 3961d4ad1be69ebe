import { numberOf } from "./cells.js";
import type { Column } from "./columns/column.js";

/** The few words among many numbers that make a column text; none where words are usual in it. */
export function strayWords(column: Column): string[] {
  const words = column.words().flatMap(({ word }) => (Number.isNaN(numberOf(word)) ? [word] : []));
  if (words.length === 0) return words;
  const levelCount = column.distinctCount;
  return levelCount < 10 || words.length > 0.2 * levelCount ? [] : words;
}

/** The distinct known values of a column as text, with how often each occurs, in the order of first appearance. */
export function countLevels(column: Column): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { cell, count } of column.distinct()) {
    const level = String(cell);
    counts.set(level, (counts.get(level) ?? 0) + count);
  }
  return counts;
}

/** Why whole numbers are words: leading zeros, or more digits than a number keeps. */
export type CodeReason = "leading zeros" | "too many digits";

/**
 * Whether a column of whole numbers holds codes: some have leading zeros (02139), or more digits than a number keeps.
 * @returns why, with the first such cell
 */
export function codesIn(column: Column): { reason: CodeReason; cell: string } | undefined {
  const words = column.words();
  const zeros = words.find(({ word }) => /^0\d/.test(word));
  const long = words.find(({ word }) => word.length > 15 && wholeNumber.test(word) && losesDigits(word));
  const found = zeros ?? long;
  if (!found || !words.every(({ word }) => wholeNumber.test(word)) || !column.hasWholeNumbers) return undefined;
  return { reason: zeros ? "leading zeros" : "too many digits", cell: found.word };
}

/** JavaScript itself writes large numbers with zeros at the end for digits that they do not have. */
const losesDigits = (cell: string): boolean => String(Number(cell)) !== cell && BigInt(cell) !== BigInt(Number(cell));

const wholeNumber = /^-?\d{1,300}$/;
