import type { Column } from "./columns/column.js";

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
export function countsUp(cells: Column): boolean {
  const values = cells.numbers();
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (!Number.isInteger(value)) return false;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (values.length === 0 || most - least !== values.length - 1) return false;
  const seen = new Uint8Array(values.length);
  for (const value of values) seen[value - least] = 1;
  return !seen.includes(0);
}

/**
 * Whether a column of numbers only numbers the rows, whatever their order: its whole numbers all differ, and its name says
 * so, or it is the first column, has no name and counts from 0 or 1.
 */
export function numbersRows(
  { name, first, all }: { name: string; first: boolean; all: Column },
  allDiffer: boolean,
): boolean {
  const values = all.numbers();
  const isWhole = (value: number, row: number) => Number.isInteger(value) || all.isMissing(row);
  if (!allDiffer || !values.every(isWhole)) return false;
  if (saysNumbering(name)) return true;
  if (!first || name !== "column 1" || !countsUp(all)) return false;
  return values.includes(1) && !values.includes(-1);
}
