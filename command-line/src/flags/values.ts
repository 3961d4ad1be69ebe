import { notAValue } from "./flag.js";

/** The value of an option as a number, checked while the command line is read: the message says what is expected. */
function numberWhere(test: (value: number) => boolean, expected: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!test(value)) throw notAValue(expected);
    return value;
  };
}

export const positiveNumber = numberWhere((value) => value > 0 && Number.isFinite(value), "a positive number");
export const positiveInteger = numberWhere(
  (value) => Number.isSafeInteger(value) && value >= 1,
  "a whole number from 1",
);
export const foldCount = numberWhere((value) => Number.isSafeInteger(value) && value >= 2, "a whole number from 2");
export const wholeFromZero = numberWhere((value) => Number.isSafeInteger(value) && value >= 0, "a whole number from 0");
export const seedNumber = wholeFromZero;
export const portNumber = numberWhere(
  (value) => Number.isInteger(value) && value >= 0 && value < 65536,
  "a port from 0 to 65535",
);
export const probability = numberWhere((value) => value > 0 && value < 1, "a probability above 0 and below 1");
export const holdoutFraction = numberWhere((value) => value >= 0 && value < 1, "a fraction from 0 to below 1");

const penaltyFraction = numberWhere(
  (value) => value > 0 && value <= 1,
  "auto, theorem, or a fraction of λ_max above 0 and up to 1",
);

/** "auto", "theorem" or a fraction of λ_max. */
export function lambdaValue(text: string): number | "auto" | "theorem" {
  return text === "auto" || text === "theorem" ? text : penaltyFraction(text);
}

const gateCount = numberWhere(
  (value) => Number.isSafeInteger(value) && value >= 1,
  "a whole number from 1, generate or complete",
);

/** How gates come about: drawn, or generated for the network itself. */
export function gateChoice(text: string): number | "generate" | "complete" {
  return text === "generate" || text === "complete" ? text : gateCount(text);
}

/** Names with commas between. */
export function nameList(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.some((name) => name === "")) throw notAValue("names with commas between");
  return names;
}

/** COLUMN=TYPE, once or with commas between, added to what was given before. */
export function columnTypeList<Type extends string>(types: readonly Type[]) {
  return (text: string, before: readonly { name: string; type: Type }[] = []): { name: string; type: Type }[] => {
    const given = text.split(",").map((part) => {
      const at = part.lastIndexOf("=");
      const type = types.find((each) => each === part.slice(at + 1).trim());
      const name = part.slice(0, Math.max(0, at)).trim();
      if (name === "" || type === undefined) throw notAValue(`COLUMN=${types.join("|")}`);
      return { name, type };
    });
    return [...before, ...given];
  };
}

/** COLUMN or -COLUMN, with commas between: the prediction never falls, or never rises. A + before a name says that it begins there. */
export function monotoneList(text: string): { column: string; rises: boolean }[] {
  return nameList(text).map((part) => {
    const column = part.replace(/^[+-]/, "").trim();
    if (column === "") throw notAValue("columns with commas between, such as area,-distance");
    return { column, rises: !part.startsWith("-") };
  });
}

/** Levels between 0 and 1 with commas between, ascending. */
export function quantileLevels(text: string): number[] {
  const levels = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  const isFine = levels.every((level) => level > 0 && level < 1) && new Set(levels).size === levels.length;
  if (!isFine) throw notAValue("levels above 0 and below 1, with commas between, each once");
  return levels.sort((a, b) => a - b);
}

/** "balanced", or LABEL=WEIGHT with commas between. */
export function classWeights(text: string): "balanced" | { label: string; weight: number }[] {
  if (text === "balanced") return text;
  return text.split(",").map((part) => {
    const at = part.lastIndexOf("=");
    const [label, weight] = [part.slice(0, Math.max(0, at)).trim(), Number(part.slice(at + 1))];
    if (label === "" || !(weight > 0))
      throw notAValue("balanced, or LABEL=WEIGHT with commas between, weights above 0");
    return { label, weight };
  });
}

export const layerCount = numberWhere((value) => Number.isSafeInteger(value) && value >= 2, "a whole number from 2");
export const wholeNumber = numberWhere((value) => Number.isSafeInteger(value) && value >= 0, "a whole number from 0");
export const slopeNumber = numberWhere((value) => value >= 0 && value < 1, "a slope from 0 to below 1");

/** Whole numbers from 1 with x between: 28x28, 3x32x32. */
function sizes(text: string, counts: readonly number[], expected: string): number[] {
  const parts = text.split(/[x×]/i).map(Number);
  if (counts.includes(parts.length) && parts.every((part) => Number.isSafeInteger(part) && part >= 1)) return parts;
  throw notAValue(expected);
}

/** HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH. */
export function imageSize(text: string): {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
} {
  const parts = sizes(text, [2, 3], "HEIGHTxWIDTH or CHANNELSxHEIGHTxWIDTH, such as 28x28 or 3x32x32");
  const [channels, height, width] = parts.length === 3 ? parts : [1, ...parts];
  return { channels, height, width };
}

/** HEIGHTxWIDTH. */
export function filterSize(text: string): { readonly filterHeight: number; readonly filterWidth: number } {
  const [filterHeight, filterWidth] = sizes(text, [2], "HEIGHTxWIDTH, such as 3x3");
  return { filterHeight, filterWidth };
}
