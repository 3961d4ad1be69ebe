import { numberOf } from "./cells.js";
import type { Cell } from "./table.js";

const wordsOfNumbering = new Set(
  "id ids idx index key pk uid uuid guid rowid rowname rownames rownumber rownum unnamed serial".split(" "),
);
const endsOfNumbering =
  /(?:customer|client|passenger|user|member|account|order|invoice|transaction|product|item|patient|employee|student|case|record|row|obs|sample|loan)s?(?:id|no|nr|num|number)$/;

/** Whether a name says that the column numbers the rows: "id", "customerId", "passenger_id", "Unnamed: 0". */
function saysNumbering(name: string): boolean {
  const words = name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  const parts = words.split(/[^a-z]+/).filter((word) => word !== "");
  return parts.some((word) => wordsOfNumbering.has(word)) || endsOfNumbering.test(parts.join(""));
}

/** Whether whole numbers are every one from the smallest to the largest, once each, in any order. */
export function countsUp(cells: readonly Cell[]): boolean {
  const values = new Set<number>();
  let least = Infinity;
  let most = -Infinity;
  for (const cell of cells) {
    const value = numberOf(cell);
    if (!Number.isInteger(value)) return false;
    values.add(value);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return values.size === cells.length && most - least === values.size - 1;
}

/**
 * Whether a column of numbers only numbers the rows, whatever their order: its whole numbers all differ, and its name says
 * so, or it is the first column, has no name and counts from 0 or 1.
 */
export function numbersRows(
  { name, first, all }: { name: string; first: boolean; all: readonly Cell[] },
  allDiffer: boolean,
): boolean {
  if (!allDiffer || !all.every((cell) => cell === null || Number.isInteger(numberOf(cell)))) return false;
  if (saysNumbering(name)) return true;
  if (!first || name !== "column 1" || !countsUp(all)) return false;
  return all.some((cell) => numberOf(cell) === 1) && !all.some((cell) => numberOf(cell) === -1);
}
