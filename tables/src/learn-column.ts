import { truthOf } from "./cells.js";
import { type ColumnDescription, isNumeric } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { countNumbers, type NumberCounts, numberAt } from "./columns/number-counts.js";
import { learnDates } from "./encode-dates.js";
import type { ColumnEncoding } from "./encoding.js";
import { countLevels } from "./levels.js";
import { listNames } from "./table.js";

/** Which levels of text are kept. */
export type Limits = { readonly minimumLevelCount: number; readonly maximumLevels: number };

/** Which columns are kept that would be left out: none, numbers that number the rows, all numbers, all. */
export type Kept = "none" | "row numbers" | "numbers" | "all";

/** How a column is encoded, where it is, and what is to be said of it. */
export type LearnedColumn = {
  readonly encoding?: ColumnEncoding;
  readonly note?: string;
  /** How many rare levels were pooled, with some of them; what is said of it, where few columns have any. */
  readonly pooled?: { readonly name: string; readonly count: number };
};

/**
 * Learns how one column is encoded from its training cells.
 * @returns no encoding where the column is left out, with a note
 */
export function learnColumn(
  description: ColumnDescription,
  cells: Column,
  limits: Limits,
  kept: Kept,
  extrapolate: boolean,
): LearnedColumn {
  const { name, missingCount, dates } = description;
  const type = typeToLearn(description, cells, kept);
  const indicator = missingCount > 0;
  if (type === "numeric") {
    const known = cells.numberCounts();
    const range = rangeOf(known);
    const ends = extrapolate ? {} : limitsAround(range, known.total);
    return { encoding: { name, type, median: medianOf(known), indicator, range, ...ends } };
  }
  if (type === "boolean")
    return {
      encoding: {
        name,
        type,
        median: medianOf(countsOf(cells.measured(truthOf))),
        indicator,
      },
    };
  if (type === "date" && dates) return { encoding: learnDates(name, dates, cells) };
  if (type === "category") return learnLevels(name, cells, indicator, kept === "all" ? everyLevel(limits) : limits);
  const way = type === "identifier" ? ` (keep ${name} learns from it)` : "";
  return { note: `Column "${name}" was left out: ${reasonToLeaveOut[type as keyof typeof reasonToLeaveOut]}${way}.` };
}

function typeToLearn({ type }: ColumnDescription, cells: Column, kept: Kept): ColumnDescription["type"] {
  if (type !== "constant" && type !== "identifier") return type;
  const numeric = isNumeric(cells);
  if (kept === "row numbers") return type === "identifier" && numeric ? "numeric" : type;
  if (kept === "none" || (kept === "numbers" && !numeric)) return type;
  return numeric ? "numeric" : "category";
}

const everyLevel = ({ maximumLevels }: Limits): Limits => ({ minimumLevelCount: 1, maximumLevels });

const reasonToLeaveOut = {
  empty: "it is missing in every training row",
  constant: "it is the same in every training row",
  identifier: "it differs in (nearly) every row, like an identifier",
};

function learnLevels(name: string, cells: Column, missing: boolean, limits: Limits): LearnedColumn {
  const counts = [...countLevels(cells)];
  const frequent = counts.filter(([, count]) => count >= limits.minimumLevelCount);
  const byFrequency = frequent.toSorted((a, b) => b[1] - a[1] || compareText(a[0], b[0]));
  const kept = byFrequency.slice(0, limits.maximumLevels).map(([level]) => level);
  const pooled = counts.length - kept.length;
  if (kept.length === 0 && !missing) {
    return {
      note: `Column "${name}" was left out: none of its ${counts.length} levels occurs in ${limits.minimumLevelCount} training rows.`,
    };
  }
  const encoding = { name, type: "category" as const, levels: kept.toSorted(compareText), other: pooled > 0, missing };
  if (pooled === 0) return { encoding };
  const examples = counts.flatMap(([level]) => (kept.includes(level) ? [] : [level]));
  return {
    encoding,
    pooled: { name, count: pooled },
    note: `Column "${name}": ${pooled} rare ${pooled === 1 ? "level was" : "levels were"} pooled as "other" (${listNames(examples, 3)}).`,
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const countsOf = (numbers: Float64Array): NumberCounts => countNumbers(numbers, (row) => !Number.isNaN(numbers[row]));

const rangeOf = ({ values }: NumberCounts): [number, number] => [values[0] ?? Infinity, values.at(-1) ?? -Infinity];

/**
 * How far beyond the range of the training rows a number is followed, as a share of its width. Of few rows more lie outside by chance: of
 * Gaussian numbers 8 in a thousand lie further out after 20 rows, 3 after 100 and 1 after 300.
 */
const shareBeyond = (rows: number): number => 0.1 + 5 / rows;

/** None where the numbers are too large for it. */
function limitsAround([least, most]: readonly [number, number], rows: number): { limits?: [number, number] } {
  const beyond = shareBeyond(rows) * (most - least);
  const limits: [number, number] = [least - beyond, most + beyond];
  return limits.every(Number.isFinite) ? { limits } : {};
}

/** The median of known values; the mean of the middle two where their number is even. */
function medianOf(known: NumberCounts): number {
  const middle = known.total >> 1;
  const upper = numberAt(known, middle);
  return known.total % 2 === 1 ? upper : numberAt(known, middle - 1) / 2 + upper / 2;
}
