import { array, boolean, number, object, oneOf, optional, pair, text, type ValueOf } from "halfspace/schemas";
import type { Column } from "./columns/column.js";
import type { FoundDates } from "./date-columns.js";
import { type DateForm, dateForms, dayLength, momentIn, namesZone } from "./dates.js";
import type { Cell } from "./table.js";

/** What turns round within a date, in the order of its columns. */
const circles = ["month", "weekday", "hour"] as const;
type Circle = (typeof circles)[number];

/** The smallest and the largest training value. */
export const rangeSchema = pair(number(), number());

export const dateColumnSchema = object({
  name: text(),
  type: oneOf("date"),
  form: oneOf(...dateForms),
  /** The first training moment, in milliseconds since 1970. */
  origin: number(),
  /** The median of the days since then. */
  median: number(),
  indicator: boolean(),
  circles: array(oneOf(...circles)),
  /** In days since the first: from 0 to the last training date. */
  range: optional(rangeSchema),
});

/** How a column of dates is encoded: days since the first, then sine and cosine of each circle, then 1 where missing. */
export type DateColumn = ValueOf<typeof dateColumnSchema>;

// sin(2πk/24) for k = 0 … 6, and sine and cosine of 2πk/7 for k = 0 … 3: the same bits on every machine.
const quarter = [0, 0.25881904510252074, 0.5, Math.SQRT1_2, 0.8660254037844386, 0.9659258262890683, 1];
const weekSine = [0, 0.7818314824680298, 0.9749279121818236, 0.4338837391175581];
const weekCosine = [1, 0.6234898018587336, -0.2225209339563144, -0.9009688679024191];

function sineOf24(k: number): number {
  const place = ((k % 24) + 24) % 24;
  if (place > 12) return -sineOf24(24 - place);
  return quarter[place > 6 ? 12 - place : place];
}

/** How many places each circle has. */
export const placeCount: Readonly<Record<Circle, number>> = { month: 12, weekday: 7, hour: 24 };

/** Sine and cosine of a place on a circle, counted from 0. */
export function onCircle(circle: Circle, place: number): readonly [sine: number, cosine: number] {
  if (circle !== "weekday") {
    const step = circle === "month" ? 2 * place : place;
    return [sineOf24(step), sineOf24(step + 6)];
  }
  return place < 4 ? [weekSine[place], weekCosine[place]] : [-weekSine[7 - place], weekCosine[7 - place]];
}

function placeOn(circle: Circle, moment: number): number {
  const date = new Date(moment);
  if (circle === "month") return date.getUTCMonth();
  return circle === "weekday" ? date.getUTCDay() : date.getUTCHours();
}

/** The least number of days in which a circle comes round, so that the training rows can show it. */
const spanOf: Record<Circle, number> = { month: 365, weekday: 14, hour: 2 };

/** Whether dates stand at several places of a circle. The weekday of dates that only name a month or a year is chance. */
function turns(circle: Circle, moments: readonly number[]): boolean {
  if (circle === "weekday" && moments.every((moment) => new Date(moment).getUTCDate() === 1)) return false;
  return new Set(moments.map((moment) => placeOn(circle, moment))).size > 1;
}

/** Learns how a column of dates is encoded from its training cells. */
export function learnDates(name: string, { form }: FoundDates, cells: Column): DateColumn {
  const known = cells.measured((cell) => momentIn(cell, form)).filter((_, row) => !cells.isMissing(row));
  const moments = [...known].toSorted((a, b) => a - b);
  const origin = moments[0];
  const days = moments.map((moment) => (moment - origin) / dayLength);
  const middle = days.length >> 1;
  const span = days[days.length - 1];
  return {
    name,
    type: "date",
    form,
    origin,
    median: days.length % 2 === 1 ? days[middle] : days[middle - 1] / 2 + days[middle] / 2,
    indicator: moments.length < cells.length,
    circles: circles.filter((circle) => span >= spanOf[circle] && turns(circle, moments)),
    range: [0, span],
  };
}

const formWords: Record<DateForm, string> = {
  iso: "year first",
  "day-first": "day first",
  "month-first": "month first",
  named: "months by name",
  compact: "eight digits",
  seconds: "seconds since 1970",
  milliseconds: "milliseconds since 1970",
};

/** What was found of a column of dates, in a sentence or two. */
export function datesSaid(
  { name, form, origin, circles }: DateColumn,
  { ambiguous }: FoundDates,
  cells: Column,
): string {
  const round = circles.length > 0 ? `, with ${circles.join(", ")} as circles` : "";
  const other = form === "day-first" ? "month-first" : "day-first";
  const doubt = ambiguous ? ` It may be ${formWords[other]} as well; type ${name}=${other} says so.` : "";
  const zones = cells.words().some(({ word }) => namesZone(word)) ? " Times with a zone were converted to UTC." : "";
  return `Column "${name}" holds dates (${formWords[form]}), read as days since ${new Date(origin).toISOString().slice(0, 10)}${round}.${doubt}${zones}`;
}

/** The names of the columns that a column of dates becomes. */
export const dateNames = ({ name, circles, indicator }: DateColumn): string[] => [
  `${name} (days)`,
  ...circles.flatMap((circle) => [`${name} ${circle} sine`, `${name} ${circle} cosine`]),
  ...(indicator ? [`${name} missing`] : []),
];

/**
 * Writes a cell of a column of dates into a row of the matrix.
 * @returns false where the cell is no date
 */
export function writeDate(column: DateColumn, cell: Cell, values: Float64Array, at: number): boolean {
  if (cell === null) {
    values[at] = column.median;
    if (column.indicator) values[at + 1 + 2 * column.circles.length] = 1;
    return true;
  }
  const moment = momentIn(cell, column.form);
  writeMoment(column, moment, values, at);
  return Number.isFinite(moment);
}

/** Writes a moment (milliseconds since 1970) into a row of the matrix. */
export function writeMoment(column: DateColumn, moment: number, values: Float64Array, at: number): void {
  values[at] = (moment - column.origin) / dayLength;
  column.circles.forEach((circle, index) => {
    const [sine, cosine] = onCircle(circle, placeOn(circle, moment));
    values[at + 1 + 2 * index] = sine;
    values[at + 2 + 2 * index] = cosine;
  });
}

/** What a cell of the column has to be, for a message. */
export const dateExpected = ({ form }: DateColumn): string => `a date (${formWords[form]}), as in training`;
