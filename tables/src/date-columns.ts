import { numberOf } from "./cells.js";
import { type DateForm, momentIn } from "./dates.js";
import type { Cell, ColumnReading } from "./table.js";

/** The form of a column of dates, and whether another one would read all its cells as well. */
export interface FoundDates {
  readonly form: DateForm;
  readonly ambiguous: boolean;
}

const textForms = ["iso", "named"] as const;

/**
 * The one form in which every known cell of a column is a date; undefined where there is none. Day or month first is found
 * from all cells: where both fit, what never changes is the day, and otherwise the day is first. Numbers are dates by the
 * name of their column only: seconds or milliseconds since 1970, or eight digits.
 */
export function findDates(name: string, cells: readonly Cell[], asked: ColumnReading["type"]): FoundDates | undefined {
  if (asked === "day-first" || asked === "month-first") return { form: asked, ambiguous: false };
  if (asked !== undefined && asked !== "date") return undefined;
  const known = cells.filter((cell) => cell !== null);
  if (known.length === 0 || known.some((cell) => typeof cell === "boolean")) return undefined;
  const fits = (form: DateForm) => known.every((cell) => Number.isFinite(momentIn(cell, form)));
  if (known.every((cell) => Number.isFinite(numberOf(cell)))) return countedDates(name, known, asked === "date");
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

function countedDates(name: string, cells: readonly Cell[], asked: boolean): FoundDates | undefined {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  if (!asked && (!words.some((word) => wordsOfMoments.has(word)) || words.some((word) => wordsOfDurations.has(word)))) {
    return undefined;
  }
  const values = cells.map(numberOf);
  const within = (scale: number) => values.every((value) => value >= since1985 * scale && value <= until2103 * scale);
  if (within(1)) return { form: "seconds", ambiguous: false };
  if (within(1000)) return { form: "milliseconds", ambiguous: false };
  const compact = cells.every((cell) => Number.isFinite(momentIn(cell, "compact")));
  return compact ? { form: "compact", ambiguous: false } : undefined;
}

/** A few cells among dates that are none, for a note: `"2020-01-05", but "soon" in row 3`. */
export function oddDates(cells: readonly Cell[]): string | undefined {
  const known = cells.flatMap((cell, row) => (cell === null ? [] : [{ cell, row }]));
  const forms: DateForm[] = ["iso", "named", "day-first", "month-first"];
  for (const form of forms) {
    const odd = known.filter(({ cell }) => !Number.isFinite(momentIn(cell, form)));
    if (odd.length === 0 || odd.length > 0.2 * known.length) continue;
    const usual = known.find((each) => !odd.includes(each));
    const places = odd.slice(0, 3).map(({ cell, row }) => `"${cell}" in row ${row + 1}`);
    return `"${usual?.cell}", but ${places.join(", ")}`;
  }
  return undefined;
}
