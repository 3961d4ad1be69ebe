import { InputError } from "halfspace";
import { notAValue } from "../../flags/flag.js";

/** First and last row of a range, from 1. */
export type RowRange = readonly [first: number, last: number];

/** "1,5-9" as ranges. */
export function rowRanges(text: string): RowRange[] {
  return text.split(",").map((part) => {
    const [, first, last = first] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    const range: RowRange = [Number(first), Number(last)];
    if (first === undefined || range[0] < 1 || range[1] < range[0])
      throw notAValue("row numbers from 1, such as 1,5-9");
    return range;
  });
}

/** The rows of a table (from 0), in the order given. @throws InputError for a row that the table does not have */
export function rowsWithin(ranges: readonly RowRange[] | undefined, count: number): number[] {
  if (!ranges) return Array.from({ length: count }, (_, row) => row);
  const beyond = ranges.find(([, last]) => last > count);
  if (beyond) {
    throw new InputError({
      code: "out-of-range",
      argument: "rows",
      got: `row ${beyond[1]}`,
      expected: `rows from 1 to ${count}, which the table has`,
    });
  }
  return ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, k) => first + k - 1));
}
