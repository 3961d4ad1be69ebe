import { numberPattern } from "../cells.js";

/**
 * How a cell of a `Column` is written. Numbers below `exponent` have so many decimals (0.50 has two); from there on they are
 * written as C does it, with so many decimals before the exponent (1.50e-05); `usual` is how JavaScript writes a number.
 * `typed` is a number that came as one.
 */
export const forms = { exponent: 32, usual: 64, typed: 65, true: 66, false: 67, word: 68, missing: 69 } as const;

/** A decimal of so many digits is found again from its nearest Float64. */
export const surestDigits = 15;

/** The text of a number that is written in one of the forms of numbers. */
export function numberText(value: number, form: number): string {
  const sign = Object.is(value, -0) ? "-" : "";
  if (form >= forms.usual) return String(value);
  if (form < forms.exponent) return sign + value.toFixed(form);
  const [digits, exponent] = value.toExponential(form - forms.exponent).split("e");
  return `${sign}${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

/**
 * The form of a text that is a number and can be written again from it, or undefined.
 * @param value the text as a number
 */
export function formOfText(text: string, value: number): number | undefined {
  if (!Number.isFinite(value) || !numberPattern.test(text)) return undefined;
  const point = text.indexOf(".");
  if (text.length <= surestDigits && decimal.test(text)) return point < 0 ? 0 : text.length - point - 1;
  if (String(value) === text) return forms.usual;
  const end = text.indexOf("e");
  if (end < 0 || end > surestDigits) return undefined;
  const form = forms.exponent + (point < 0 ? 0 : end - point - 1);
  return numberText(value, form) === text ? form : undefined;
}
