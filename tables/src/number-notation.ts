import { clockHours } from "./clock-times.js";
import type { NumberNotation } from "./notation-schema.js";

/** The marks inside the digits of a column. */
export type DigitMarks = Pick<NumberNotation, "thousands" | "decimal">;

/** A cell taken apart; `digits` still holds the marks of thousands and decimals. */
export interface WrittenNumber {
  readonly negative: boolean;
  readonly prefix: string;
  readonly digits: string;
  readonly exponent: string;
  readonly suffix: string;
}

const currency =
  "(?:[A-Z]{0,2}[$€£¥₹₽₩₺₴₫₪฿¢]|USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|Fr\\.|kr\\.?|Rs\\.?)";
const unit = "(?:[\\p{L}%‰°µ$€£¥₹₽₩₺₴₫₪฿¢/][\\p{L}%°µ/·^*.²³ 23]{0,11})";
const written = new RegExp(
  `^(?<open>\\()? ?(?<sign>[+-])? ?(?<prefix>${currency})? ?(?<inner>[+-])? ?(?<digits>\\d(?:[\\d.,' ]{0,40}\\d)?\\.?|[.,]\\d{1,40})(?<exponent>e[+-]?\\d{1,4})? ?(?<suffix>${unit})?(?<behind>-)?(?<close>\\))?$`,
  "iu",
);
const longestNumber = 64;

/** One kind of blank, minus and apostrophe for the many that programs write. */
const plainSigns = (text: string): string =>
  text
    .replace(/[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+/g, " ")
    .replace(/[\u2212\u2012\u2013\ufe63\uff0d]/g, "-")
    .replace(/[\u2018\u2019]/g, "'")
    .trim();

/**
 * Takes a number in the clothes that people give it apart: currency, percent, units, marks of thousands, an accountant's
 * parentheses, a minus of another kind or behind the digits.
 * @returns undefined where the text is no such number; whole numbers with leading zeros are words
 */
export function takeApart(text: string): WrittenNumber | undefined {
  if (text.length > longestNumber) return undefined;
  const groups = written.exec(plainSigns(text))?.groups;
  if (!groups || (groups.open === undefined) !== (groups.close === undefined)) return undefined;
  const { sign, inner, behind, open, digits, prefix = "", exponent = "", suffix = "" } = groups;
  const signs = [sign, inner, behind, open].filter((mark) => mark !== undefined);
  if (signs.length > 1 || /^0\d/.test(digits)) return undefined;
  return { negative: signs.length === 1 && signs[0] !== "+", prefix, digits, exponent, suffix: suffix.trim() };
}

const groupsOf = (thousands: DigitMarks["thousands"]): string => {
  if (thousands === "") return "\\d+";
  const mark = thousands === "." ? "\\." : thousands;
  const threes = `\\d{1,3}(?:${mark}\\d{3})+`;
  // In India the groups before the last have two digits: 12,34,567.
  return mark === "," ? `(?:${threes}|\\d{1,2}(?:,\\d{2})*,\\d{3}|\\d+)` : `(?:${threes}|\\d+)`;
};

const patternOf = ({ thousands, decimal }: DigitMarks): RegExp => {
  const point = decimal === "." ? "\\." : ",";
  return new RegExp(`^(?:${groupsOf(thousands)}(?:${point}\\d*)?|${point}\\d+)$`);
};

/** The ways to read digits, the plainest first. */
export const digitMarks: readonly DigitMarks[] = [
  { thousands: "", decimal: "." },
  { thousands: ",", decimal: "." },
  { thousands: "", decimal: "," },
  { thousands: ".", decimal: "," },
  { thousands: " ", decimal: "." },
  { thousands: " ", decimal: "," },
  { thousands: "'", decimal: "." },
  { thousands: "'", decimal: "," },
];

const patterns = new Map(digitMarks.map((marks) => [marks.thousands + marks.decimal, patternOf(marks)]));

/** Whether digits may be read with these marks. */
export const fitsMarks = ({ digits }: WrittenNumber, { thousands, decimal }: DigitMarks): boolean =>
  patterns.get(thousands + decimal)?.test(digits) ?? false;

/** The number as plain text ("-1234.5e3"), to be read like any other. */
export function plainNumber({ negative, digits, exponent }: WrittenNumber, { thousands, decimal }: DigitMarks): string {
  const ungrouped = thousands === "" ? digits : digits.replaceAll(thousands, "");
  return (negative ? "-" : "") + (decimal === "," ? ungrouped.replace(",", ".") : ungrouped) + exponent;
}

/** The number that a cell of a known notation holds, as plain text; undefined where it is written otherwise. */
export function readWritten(text: string, notation: NumberNotation): string | undefined {
  if (notation.clock) return clockHours(text);
  const number = takeApart(text);
  if (!number || number.prefix !== notation.prefix || number.suffix !== notation.suffix) return undefined;
  return fitsMarks(number, notation) ? plainNumber(number, notation) : undefined;
}
