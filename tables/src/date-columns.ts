import type { Column } from "./columns/column.js";
import type { DateForm } from "./date-schema.js";
import { momentIn } from "./dates.js";
import type { Cell, ColumnReading } from "./table.js";

/** The form of a column of dates, and whether another one would read all its cells as well. */
export interface FoundDates {
  readonly form: DateForm;
  readonly ambiguous: boolean;
}

const textForms = ["iso", "named"] as const;
const textFormsAndNumeric = [...textForms, "day-first", "month-first"] as const;

/**
 * The one form in which every known cell of a column is a date; undefined where there is none. Day or month first is found
 * from all cells: where both fit, what never changes is the day, and otherwise the day is first. Numbers are dates by the
 * name of their column: seconds or milliseconds since 1970, or eight digits; the last also where all are days.
 */
export function findDates(name: string, column: Column, asked: ColumnReading["type"]): FoundDates | undefined {
  if (asked === "day-first" || asked === "month-first") return { form: asked, ambiguous: false };
  if (asked !== undefined && asked !== "date") return undefined;
  if (column.knownCount === 0 || column.hasBooleans) return undefined;
  if (column.allNumbers) return countedDates(name, column, asked === "date");
  const words = column.words();
  if (!textFormsAndNumeric.some((form) => Number.isFinite(momentIn(words[0].word, form)))) return undefined;
  const known = column.distinct().map(({ cell }) => cell);
  const fits = (form: DateForm) => known.every((cell) => Number.isFinite(momentIn(cell, form)));
  const form = textForms.find(fits);
  if (form) return { form, ambiguous: false };
  const dayFirst = fits("day-first");
  if (!dayFirst) return fits("month-first") ? { form: "month-first", ambiguous: false } : undefined;
  if (!fits("month-first")) return { form: "day-first", ambiguous: false };
  return { form: dayIsSecond(known) ? "month-first" : "day-first", ambiguous: true };
}

function dayIsSecond(cells: readonly Cell[]): boolean {
  const distinct = (part: number) => new Set(cells.map((cell) => String(cell).split(/[-/.]/)[part])).size;
  return distinct(1) === 1 && distinct(0) > 1;
}

const wordsOfMoments = new Set(
  "date datetime day time timestamp ts epoch unix unixtime created updated modified".split(" "),
);
const wordsOfDurations = new Set("ns us nanoseconds microseconds duration elapsed".split(" "));
const since1985 = 5e8;
const until2103 = 4.2e9;

function countedDates(name: string, column: Column, asked: boolean): FoundDates | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  const named = words.some((word) => wordsOfMoments.has(word)) && !words.some((word) => wordsOfDurations.has(word));
  if (!asked && !named) return areDays(column) ? { form: "compact", ambiguous: false } : undefined;
  const values = column.numbers();
  if (values.some((value) => Math.abs(value) === Infinity)) return undefined;
  const within = (scale: number) =>
    values.every((value, row) => column.isMissing(row) || (value >= since1985 * scale && value <= until2103 * scale));
  if (within(1)) return { form: "seconds", ambiguous: false };
  if (within(1000)) return { form: "milliseconds", ambiguous: false };
  return areCompact(column) ? { form: "compact", ambiguous: false } : undefined;
}

const areCompact = (column: Column): boolean =>
  column.findRow((cell) => cell !== null && !Number.isFinite(momentIn(cell, "compact"))) < 0;

const fewestDays = 8;
const years = { first: 19_000_101, last: 21_001_231 };

/** Eight digits that are a day of these two centuries each time; one number in thirty of that size is one by chance. */
function areDays(column: Column): boolean {
  const numbers = column.numbers();
  const isOutside = (value: number) => Number.isFinite(value) && (value < years.first || value > years.last);
  if (numbers.some(isOutside) || column.numberCounts().total < fewestDays) return false;
  return column.distinctCount >= fewestDays && areCompact(column);
}

/** A few cells among dates that are none, for a note: `"2020-01-05", but "soon" in row 3`. */
export function oddDates(column: Column): string | undefined {
  const known = column.distinct();
  for (const form of textFormsAndNumeric) {
    const isDate = (cell: Cell) => Number.isFinite(momentIn(cell, form));
    const oddCount = known.reduce((sum, { cell, count }) => sum + (isDate(cell) ? 0 : count), 0);
    if (oddCount === 0 || oddCount > 0.2 * column.knownCount) continue;
    const usual = known.find(({ cell }) => isDate(cell));
    const odd = column.findRows((cell) => !isDate(cell), 3).map((row) => `"${column.at(row)}" in row ${row + 1}`);
    return `"${usual?.cell}", but ${odd.join(", ")}`;
  }
  return undefined;
}
