import { InputError } from "halfspace";
import { countLevels, numberOf, strayWords, truthOf } from "./cells.js";
import { codeNote } from "./code-values.js";
import { type ColumnDescription, describeColumns, isNumeric } from "./column-types.js";
import { type ColumnEncoding, type Encoding, encodingVersion } from "./encoding.js";
import { mixedNotations } from "./odd-numbers.js";
import { type Cell, listNames, selectRows, type Table } from "./table.js";
import type { Target } from "./target.js";

/** From which rows an encoding is learned, and which levels it keeps. */
export type LearnOptions = {
  readonly target: Target;
  /** The training rows (0-based); all rows when left out. Nothing is learned from the others. */
  readonly rows?: ArrayLike<number>;
  /** Levels with fewer training rows are pooled as "other". Default: 1 % of the training rows, at least 2, at most 10. */
  readonly minimumLevelCount?: number;
  /** At most so many levels of a column are kept, the most frequent ones; the rest are pooled. Default 30. */
  readonly maximumLevels?: number;
  /** Keep every column of numbers, also where it is constant or counts the rows: the pixels of an image. Default false. */
  readonly everyNumber?: boolean;
};

type Limits = { minimumLevelCount: number; maximumLevels: number };
type Learned = { encoding?: ColumnEncoding; note?: string };

/**
 * Learns how raw columns become a matrix: medians for missing numbers, the levels of text columns, what is left out.
 *
 * Numbers are not scaled here: `train` standardises the columns of the matrix and undoes it in the network it returns.
 * Constant, empty and identifier-like columns are left out, each with a note.
 * @returns the encoding, as plain JSON
 * @throws InputError when no column is left or a limit is not a positive whole number
 */
export function learnEncoding(features: Table, options: LearnOptions): Encoding {
  const training = options.rows ? selectRows(features, options.rows) : features;
  if (training.rowCount === 0)
    throw new InputError({
      code: "too-few-rows",
      argument: "rows",
      got: "none",
      expected: "at least one row to learn the columns from",
    });
  const limits = limitsOf(options, training.rowCount);
  const descriptions = describeColumns(features, options.rows);
  const learned = descriptions.map((description, index) => {
    const cells = training.columns[index];
    return learnColumn(options.everyNumber ? asNumber(description, cells) : description, cells, limits);
  });
  const strayText = descriptions.flatMap((description, index) =>
    noteStrayText(description, training.columns[index], options.rows),
  );
  const codes = descriptions.flatMap(({ name, type }, index) =>
    type === "numeric" ? (codeNote(name, training.columns[index]) ?? []) : [],
  );
  const columns = learned.flatMap(({ encoding }) => (encoding ? [encoding] : []));
  if (columns.length === 0) {
    throw new InputError({
      code: "no-features",
      argument: "table",
      got: "no column that can be learned from",
      hint: learned.flatMap(({ note }) => note ?? []).join(" "),
    });
  }
  return {
    format: "halfspace-encoding",
    version: encodingVersion,
    reading: readingOf(features),
    target: options.target,
    columns,
    notes: [...strayText, ...codes, ...learned.flatMap(({ note }) => note ?? [])],
  };
}

/** What a table for a prediction has to be read with. */
function readingOf({ header, decimal, missing, readings }: Table): Encoding["reading"] {
  return {
    header,
    decimal,
    ...(missing ? { missing: [...missing] } : {}),
    ...(readings ? { columns: [...readings] } : {}),
  };
}

/** A few words among numbers make a column text; most often they stand for missing values. */
function noteStrayText({ name, type }: ColumnDescription, cells: readonly Cell[], rows?: ArrayLike<number>): string[] {
  if (type !== "category" && type !== "identifier") return [];
  const mixed = mixedNotations(cells, rows);
  if (mixed) {
    return [
      `Column "${name}" looks like numbers in more than one notation and was left as text: ${mixed}. Write them in one way, or name words that mean a missing value (missing).`,
    ];
  }
  const words = strayWords(cells);
  if (words.length === 0) return [];
  return [
    `Column "${name}" is read as text because of ${listNames(words, 3)} among its numbers; leave those cells empty if they stand for missing values.`,
  ];
}

function limitsOf(options: LearnOptions, rowCount: number): Limits {
  const limits = {
    minimumLevelCount: options.minimumLevelCount ?? Math.min(10, Math.max(2, Math.ceil(rowCount / 100))),
    maximumLevels: options.maximumLevels ?? 30,
  };
  for (const [argument, value] of Object.entries(limits)) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new InputError({ code: "out-of-range", argument, got: value, expected: "a whole number, at least 1" });
  }
  return limits;
}

/** A constant or identifier-like column of numbers as any other. */
function asNumber(description: ColumnDescription, cells: readonly Cell[]): ColumnDescription {
  const { type } = description;
  const kept = (type === "constant" || type === "identifier") && isNumeric(cells);
  return kept ? { ...description, type: "numeric" } : description;
}

function learnColumn(description: ColumnDescription, cells: readonly Cell[], limits: Limits): Learned {
  const { name, type, missingCount } = description;
  const indicator = missingCount > 0;
  if (type === "numeric") return { encoding: { name, type, median: medianOf(cells.map(numberOf)), indicator } };
  if (type === "boolean") return { encoding: { name, type, median: medianOf(cells.map(truthOf)), indicator } };
  if (type === "category") return learnLevels(name, cells, indicator, limits);
  return { note: `Column "${name}" was left out: ${reasonToLeaveOut[type]}.` };
}

const reasonToLeaveOut = {
  empty: "it is missing in every training row",
  constant: "it is the same in every training row",
  identifier: "it differs in (nearly) every row, like an identifier",
};

function learnLevels(name: string, cells: readonly Cell[], missing: boolean, limits: Limits): Learned {
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
    note: `Column "${name}": ${pooled} rare ${pooled === 1 ? "level was" : "levels were"} pooled as "other" (${listNames(examples, 3)}).`,
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The median of the known values; the mean of the middle two where their number is even. */
function medianOf(values: readonly number[]): number {
  const known = values.filter((value) => !Number.isNaN(value)).toSorted((a, b) => a - b);
  const middle = known.length >> 1;
  return known.length % 2 === 1 ? known[middle] : known[middle - 1] / 2 + known[middle] / 2;
}
