import type { Column } from "./columns/column.js";
import type { Cell, MissingWord } from "./table.js";

/** Text read as a missing value in every column, compared without case. */
export const defaultMissingMarkers: readonly string[] = [
  "",
  "?",
  "na",
  "n/a",
  "#n/a",
  "<na>",
  "nan",
  "-nan",
  "null",
  "nat",
  "\\n",
  ".",
  "#div/0!",
  "#value!",
  "#ref!",
  "#name?",
  "#num!",
  "#null!",
];

/** Words that are missing values where everything else in the column is a number or a date; elsewhere they may be levels. */
export const missingAmongNumbers: ReadonlySet<string> = new Set([
  "-",
  "--",
  "---",
  "–",
  "—",
  "none",
  "nil",
  "missing",
  "unknown",
  "n.a.",
  "n.d.",
  "n/d",
  "tbd",
  "no data",
  "nodata",
  "missing value",
  "not available",
  "not applicable",
  "(null)",
  "(blank)",
  "''",
  "#n/a n/a",
]);

/** Whether a word among numbers says that there is none. */
export const isMissingAmongNumbers = (cell: Cell): boolean =>
  typeof cell === "string" && missingAmongNumbers.has(cell.trim().toLowerCase());

/** Whether a cell is missing by these markers; a marker that is a number is compared as one (-999 and -999.0). */
export function missingTest(markers: readonly string[]): (cell: Cell) => boolean {
  const words = new Set(markers.map((marker) => marker.trim().toLowerCase()));
  const numbers = new Set(
    markers
      .filter((marker) => marker.trim() !== "")
      .map(Number)
      .filter(Number.isFinite),
  );
  return (cell) => {
    if (cell === null || Number.isNaN(cell)) return true;
    if (typeof cell === "number") return numbers.has(cell);
    if (typeof cell !== "string") return false;
    const text = cell.trim();
    return words.has(text.toLowerCase()) || (numbers.size > 0 && text !== "" && numbers.has(Number(text)));
  };
}

/** The words (not empty cells) of a column that a test takes for missing, each with its count; `ofNumbers` says whether numbers can be among them. */
export function missingWords(
  name: string,
  column: Column,
  isMissing: (cell: Cell) => boolean,
  ofNumbers = false,
): MissingWord[] {
  const counts = new Map<string, number>();
  for (const { cell, count } of ofNumbers ? column.distinct() : wordsAndNaN(column)) {
    const word = String(cell).trim();
    if (word !== "" && isMissing(cell)) counts.set(word, (counts.get(word) ?? 0) + count);
  }
  return [...counts].map(([word, count]) => ({ column: name, word, count }));
}

/** Of the numbers that came as such, NaN alone may be missing. */
function wordsAndNaN(column: Column): { readonly cell: Cell; readonly count: number }[] {
  const words = column.words().map(({ word, count }) => ({ cell: word, count }));
  const { nanCount } = column;
  return nanCount > 0 ? [...words, { cell: Number.NaN, count: nanCount }] : words;
}

const inRows = (count: number): string => `${count} ${count === 1 ? "row" : "rows"}`;

/** The words that were read as missing in a column, as a sentence says them: `"NA" was read as missing in 9 rows`. */
export const missingWordsSaid = (words: readonly MissingWord[], column: string): string =>
  words
    .filter((each) => each.column === column)
    .map(({ word, count }) => `"${word}" was read as missing in ${inRows(count)}`)
    .join(", ");
