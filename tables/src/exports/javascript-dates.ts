import type { DateForm } from "../date-schema.js";
import { monthNames, patterns } from "../dates.js";

// The twin of `momentIn` in text: `javascript-dates.test.ts` holds the two against each other on dates of every form.

const numeric = (monthFirst: boolean): string => `(text) => {
  const [, first, , second, year, ...rest] = patterns.numeric.exec(text) ?? [];
  if (first === undefined) return NaN;
  return momentOf(fullYear(year), Number(${monthFirst ? "first" : "second"}), Number(${monthFirst ? "second" : "first"}), rest);
}`;

const readers: Readonly<Record<DateForm, string>> = {
  iso: `(text) => {
  const quarter = patterns.quarter.exec(text);
  if (quarter) return momentOf(Number(quarter[1]), 3 * Number(quarter[2]) - 2, 1, []);
  const [, year, month, day, ...rest] = patterns.iso.exec(text) ?? [];
  return year === undefined ? NaN : momentOf(Number(year), Number(month), Number(day ?? 1), rest);
}`,
  "day-first": numeric(false),
  "month-first": numeric(true),
  named: `(text) => {
  const [, day, month, year, ...rest] = patterns.dayName.exec(text) ?? [];
  if (month !== undefined && monthOf(month) > 0) return momentOf(fullYear(year), monthOf(month), Number(day), rest);
  const [, name, dayBehind, yearBehind, ...restBehind] = patterns.monthName.exec(text) ?? [];
  if (name === undefined || monthOf(name) === 0) return NaN;
  return momentOf(Number(yearBehind), monthOf(name), Number(dayBehind ?? 1), restBehind);
}`,
  compact: `(text) => {
  const [, year, month, day] = patterns.compact.exec(text) ?? [];
  return year === undefined ? NaN : momentOf(Number(year), Number(month), Number(day), []);
}`,
  seconds: "(text) => 1000 * numberIn(text)",
  milliseconds: "(text) => numberIn(text)",
};

const calendar = `function momentOf(year, month, day, [hours, minutes, seconds, fraction, half, offset]) {
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (year < 100 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return NaN;
  const parts = /^([+-])(\\d{2}):?(\\d{2})?$/.exec(offset ?? "");
  const zone = parts ? (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3] ?? 0)) * 60000 : 0;
  if (hours === undefined) return half === undefined ? midnight - zone : NaN;
  const [hour, minute, second] = [hours, minutes, seconds].map((part) => Number(part ?? 0));
  const ofDay = half === undefined ? hour : (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  if (hour > (half === undefined ? 24 : 12) || minute > 59 || second > 60) return NaN;
  const thousandths = Math.floor(Number(\`0.\${fraction ?? 0}\`) * 1000);
  return midnight + ((ofDay * 60 + minute) * 60 + second) * 1000 + thousandths - zone;
}

const fullYear = (text) => (text.length === 4 ? Number(text) : Number(text) + (Number(text) < 69 ? 2000 : 1900));

function monthOf(word) {
  const text = word.toLowerCase();
  const fits = (name) => name === text || (text.length <= 4 && name.startsWith(text));
  return monthNames.findIndex((names) => names.some(fits)) + 1;
}
`;

/** Text that defines `momentIn[form](text)` for some forms: milliseconds since 1970, NaN where there is no date. */
export function datesText(forms: readonly DateForm[]): string {
  if (forms.length === 0) return "";
  const entries = forms.map((form) => `  ${JSON.stringify(form)}: ${readers[form].replaceAll("\n", "\n  ")},`);
  const known = Object.entries(patterns).map(([name, pattern]) => `  ${name}: ${pattern},`);
  return [
    `const patterns = {\n${known.join("\n")}\n};`,
    `const monthNames = ${JSON.stringify(monthNames)};`,
    "",
    calendar,
    `const momentIn = {\n${entries.join("\n")}\n};\n`,
  ].join("\n");
}
