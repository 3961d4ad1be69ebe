import type { Circle, DateColumn, DateForm } from "./date-schema.js";
import { dayLength, momentIn } from "./dates.js";
import type { Cell } from "./table.js";

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

/** The place of a moment on a circle. */
export function placeOn(circle: Circle, moment: number): number {
  const date = new Date(moment);
  if (circle === "month") return date.getUTCMonth();
  return circle === "weekday" ? date.getUTCDay() : date.getUTCHours();
}

/** The forms of dates in words. */
export const formWords: Record<DateForm, string> = {
  iso: "year first",
  "day-first": "day first",
  "month-first": "month first",
  named: "months by name",
  compact: "eight digits",
  seconds: "seconds since 1970",
  milliseconds: "milliseconds since 1970",
};

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
