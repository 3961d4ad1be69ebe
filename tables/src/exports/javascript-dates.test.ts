import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { numberPattern } from "../cells.js";
import { dateForms } from "../date-schema.js";
import { momentIn } from "../dates.js";
import { datesText } from "./javascript-dates.js";

const random = randomGenerator(7);
const pick = (values: readonly string[]) => values[random.integer(values.length)];
const pad = (value: number) => String(value).padStart(2, "0");

const clocks = [
  "",
  " 7:05",
  "T23:59:58.25",
  " 12:30 pm",
  " 11:00:01 a.m.",
  " 24:00",
  " 9:61",
  "T01:02:03Z",
  " 10:00 +02:00",
];
const months = ["January", "feb", "März", "août", "sept", "Dez", "mayo", "smarch"];

/** Texts that are dates of some form, and many that nearly are. */
function dateText(): string {
  const [year, month, day] = [1950 + random.integer(150), random.integer(14), random.integer(33)];
  const clock = pick(clocks);
  const mark = pick(["-", "/", "."]);
  return pick([
    `${year}${mark}${pad(month)}${mark}${pad(day)}${clock}`,
    `${day}${mark}${month}${mark}${year}${clock}`,
    `${month}${mark}${day}${mark}${pad(year % 100)}${clock}`,
    `${day}. ${pick(months)} ${year}${clock}`,
    `Monday, ${pick(months)} ${day}, ${year}${clock}`,
    `${pick(months)} ${year}`,
    `${year}-Q${random.integer(6)}`,
    `${year}${pad(month)}${pad(day)}`,
    String(random.integer(2 ** 31)),
    "soon",
  ]);
}

describe("dates as the text of modules read them", async () => {
  const text = `const numberPattern = ${numberPattern};
const numberIn = (cell) => (numberPattern.test(cell) ? Number(cell) : NaN);
${datesText(dateForms)}
export { momentIn };`;
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
  for (const form of dateForms) {
    it(`${form}: 4000 texts, the same moments as momentIn`, () => {
      let dates = 0;
      for (let draw = 0; draw < 4000; draw++) {
        const written = dateText();
        const expected = momentIn(written, form);
        expect([written, module.momentIn[form](written)]).toEqual([written, expected]);
        dates += Number(Number.isFinite(expected));
      }
      expect(dates).toBeGreaterThan(100);
    });
  }
});
