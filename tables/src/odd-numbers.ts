import { numberOf } from "./cells.js";
import type { Column } from "./columns/column.js";
import { takeApart } from "./number-notation.js";
import type { Cell } from "./table.js";

const fewestNumbers = 0.8;
const rowsNamed = 3;

/** How a cell writes its number; undefined for words. */
function dressOf(cell: Cell): string | undefined {
  if (!Number.isNaN(numberOf(cell))) return "plain";
  const number = typeof cell === "string" ? takeApart(cell) : undefined;
  return number && `${number.prefix} ${number.suffix}`;
}

/**
 * What a column of text that looks like numbers mixes, for a note or an error: `"5 kg", but "6 g" in row 4`.
 * @param rows the 0-based row of each cell; the message counts from 1
 * @returns undefined where fewer than four in five cells are numbers, or the column repeats a few words
 */
export function mixedNotations(column: Column, rows?: ArrayLike<number>): string | undefined {
  if (column.words().length === 0) return undefined;
  const known = column.distinct().map(({ cell, count }) => ({ cell, count, dress: dressOf(cell) }));
  const numbers = known.filter(({ dress }) => dress !== undefined);
  const numberCount = numbers.reduce((sum, { count }) => sum + count, 0);
  const distinct = new Set(numbers.map(({ cell }) => String(cell))).size;
  if (numberCount < fewestNumbers * column.knownCount || distinct < 5 || numberCount < 5) return undefined;
  const counts = new Map<string | undefined, number>();
  for (const { dress, count } of numbers) counts.set(dress, (counts.get(dress) ?? 0) + count);
  const [usual] = [...counts].toSorted((a, b) => b[1] - a[1])[0];
  const odd = column.findRows((cell) => dressOf(cell) !== usual, rowsNamed);
  const example = numbers.find(({ dress }) => dress === usual);
  if (odd.length === 0 || example === undefined) return undefined;
  if (usual === "plain" && numbers.every(({ dress }) => dress === "plain")) return undefined;
  const places = odd.map((row) => `"${column.at(row)}" in row ${(rows ? rows[row] : row) + 1}`);
  return `"${example.cell}", but ${places.join(", ")}`;
}
