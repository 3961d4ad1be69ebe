import type { Column } from "./columns/column.js";
import type { FoundDates } from "./date-columns.js";
import { type Circle, circles, type DateColumn } from "./date-schema.js";
import { dayLength, momentIn, namesZone } from "./dates.js";
import { formWords, placeOn } from "./write-dates.js";

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
