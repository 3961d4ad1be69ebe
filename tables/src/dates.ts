import { numberOf } from "./cells.js";
import type { DateForm } from "./date-schema.js";
import type { Cell } from "./table.js";

/** Milliseconds of a day. */
export const dayLength = 86_400_000;

/**
 * The day that is so many days after an origin (milliseconds since 1970).
 * @returns the day as 2024-12-31
 */
export const dayOf = (origin: number, days: number): string =>
  new Date(origin + days * dayLength).toISOString().slice(0, 10);

const clock = "(?:,?[T ] ?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?)?(?: ?([ap])\\.?m\\.?)?";
const zone = "(?: ?(Z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?))?";
/** The patterns of dates as text; `exports/javascript-dates.ts` writes them into modules. */
export const patterns = {
  iso: new RegExp(`^(\\d{4})[-/.](\\d{1,2})(?:[-/.](\\d{1,2}))?${clock}${zone}$`, "i"),
  numeric: new RegExp(`^(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2})${clock}${zone}$`, "i"),
  dayName: new RegExp(
    `^(?:\\p{L}{2,9}\\.?,? )?(\\d{1,2})(?:st|nd|rd|th|\\.)?[- ](\\p{L}{3,9})\\.?,?[- ](\\d{4}|\\d{2})${clock}${zone}$`,
    "iu",
  ),
  monthName: new RegExp(
    `^(?:\\p{L}{2,9}\\.?,? )?(\\p{L}{3,9})\\.? (?:(\\d{1,2})(?:st|nd|rd|th)?,? )?(\\d{4})${clock}${zone}$`,
    "iu",
  ),
  quarter: /^(\d{4})[- ]?Q([1-4])$/i,
  compact: /^(\d{4})(\d{2})(\d{2})$/,
};

/** The names of the months, from January; short forms of up to four letters are beginnings of these. */
export const monthNames = [
  ["january", "januar", "janvier", "enero"],
  ["february", "februar", "février", "febrero"],
  ["march", "märz", "mars", "marzo", "mrz"],
  ["april", "avril", "abril"],
  ["may", "mai", "mayo"],
  ["june", "juni", "juin", "junio"],
  ["july", "juli", "juillet", "julio"],
  ["august", "août", "agosto"],
  ["september", "septembre", "septiembre"],
  ["october", "oktober", "octobre", "octubre"],
  ["november", "novembre", "noviembre"],
  ["december", "dezember", "décembre", "diciembre"],
];

const monthOf = (word: string): number => {
  const text = word.toLowerCase();
  return (
    monthNames.findIndex((names) =>
      names.some((name) => name === text || (text.length <= 4 && name.startsWith(text))),
    ) + 1
  );
};

type Clock = readonly (string | undefined)[];

/** Milliseconds since 1970 in UTC; NaN where there is no such day or hour. */
function momentOf(year: number, month: number, day: number, clockAndZone: Clock): number {
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (year < 100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  return midnight + timeOf(clockAndZone);
}

function timeOf([hours, minutes, seconds, fraction, half, offset]: Clock): number {
  if (hours === undefined) return half === undefined ? 0 - offsetOf(offset) : Number.NaN;
  const [hour, minute, second] = [hours, minutes, seconds].map((part) => Number(part ?? 0));
  const ofDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  if (hour > (half === undefined ? 24 : 12) || minute > 59 || second > 60) return Number.NaN;
  const thousandths = Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
  return ((ofDay * 60 + minute) * 60 + second) * 1000 + thousandths - offsetOf(offset);
}

function offsetOf(offset: string | undefined): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(offset ?? "");
  return parts ? (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 60_000 : 0;
}

/** Two digits stand for 1969 to 2068. */
const fullYear = (text: string): number =>
  text.length === 4 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900);

function isoMoment(text: string): number {
  const quarter = patterns.quarter.exec(text);
  if (quarter) return momentOf(Number(quarter[1]), 3 * Number(quarter[2]) - 2, 1, []);
  const [, year, month, day, ...rest] = patterns.iso.exec(text) ?? [];
  return year === undefined ? Number.NaN : momentOf(Number(year), Number(month), Number(day ?? 1), rest);
}

function numericMoment(text: string, monthFirst: boolean): number {
  const [, first, , second, year, ...rest] = patterns.numeric.exec(text) ?? [];
  if (first === undefined) return Number.NaN;
  const [month, day] = monthFirst ? [first, second] : [second, first];
  return momentOf(fullYear(year), Number(month), Number(day), rest);
}

function namedMoment(text: string): number {
  const [, day, month, year, ...rest] = patterns.dayName.exec(text) ?? [];
  if (month !== undefined && monthOf(month) > 0) return momentOf(fullYear(year), monthOf(month), Number(day), rest);
  const [, name, dayBehind, yearBehind, ...restBehind] = patterns.monthName.exec(text) ?? [];
  if (name === undefined || monthOf(name) === 0) return Number.NaN;
  return momentOf(Number(yearBehind), monthOf(name), Number(dayBehind ?? 1), restBehind);
}

function compactMoment(text: string): number {
  const [, year, month, day] = patterns.compact.exec(text) ?? [];
  return year === undefined ? Number.NaN : momentOf(Number(year), Number(month), Number(day), []);
}

/** The moment that a cell holds, in milliseconds since 1970 (UTC; a cell without a zone is read as UTC); NaN where it holds none. */
export function momentIn(cell: Cell, form: DateForm): number {
  if (form === "seconds") return 1000 * numberOf(cell);
  if (form === "milliseconds") return numberOf(cell);
  const text = String(cell).trim();
  if (form === "iso") return isoMoment(text);
  if (form === "named") return namedMoment(text);
  if (form === "compact") return compactMoment(text);
  return numericMoment(text, form === "month-first");
}

/** Whether a cell says in which zone its time is. */
export const namesZone = (cell: Cell): boolean =>
  /\d(?:Z|[+-]\d{2}:?\d{2}?| ?(?:UTC|GMT))$/i.test(String(cell)) && /:\d{2}/.test(String(cell));
