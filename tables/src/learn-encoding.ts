import { InputError } from "halfspace";
import { describeColumn } from "./column-types.js";
import { columnsOf } from "./columns/table-columns.js";
import { type Encoding, encodingVersion } from "./encoding.js";
import { type Kept, type LearnedColumn, type Limits, learnColumn } from "./learn-column.js";
import { notationNotes } from "./notation-notes.js";
import type { Table } from "./table.js";
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
  /** Names of columns that are learned from whatever they look like. */
  readonly keep?: readonly string[];
  /**
   * Whether numbers far outside what training saw are followed along straight lines. Default false: further out than a tenth of the training
   * range beyond it (a tenth and 5/n where n rows are few), they are taken as that place, so that a slip of the pen (58.9 for 5.89) does no more harm than that.
   */
  readonly extrapolate?: boolean;
};

/**
 * Learns how raw columns become a matrix: medians for missing numbers, the levels of text columns, what is left out.
 *
 * Numbers are not scaled here: `train` standardises the columns of the matrix and undoes it in the network it returns.
 * Constant, empty and identifier-like columns are left out, each with a note, but for numbers where nothing else is left.
 * @returns the encoding, as plain JSON
 * @throws InputError when no column is left or a limit is not a positive whole number
 */
export function learnEncoding(features: Table, options: LearnOptions): Encoding {
  const limits = limitsOf(options, options.rows?.length ?? features.rowCount);
  const learn = (usual: Kept) =>
    columnsOf(features).map((_, index) => learnOne(features, index, options, limits, usual));
  const first = learn(options.everyNumber ? "numbers" : "none");
  const learned = first.some(({ encoding }) => encoding) ? first : learn("row numbers");
  const columns = learned.flatMap(({ encoding }) => encoding ?? []);
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
    reading: readingsToKeep(features),
    target: options.target,
    columns,
    notes: [...learned.flatMap(({ notation }) => notation), ...notesOf(learned)],
  };
}

/** Columns whose rare levels were pooled that have a line each; more of them share one. */
const mostPooledLines = 5;

function notesOf(learned: readonly LearnedColumn[]): string[] {
  const pooled = learned.flatMap((column) => column.pooled ?? []);
  if (pooled.length <= mostPooledLines) return learned.flatMap(({ note }) => note ?? []);
  const shown = pooled.slice(0, mostPooledLines).map(({ name, count }) => `"${name}" ${count}`);
  return [
    ...learned.flatMap((column) => (column.pooled ? [] : (column.note ?? []))),
    `In ${pooled.length} columns rare levels were pooled as "other": in ${shown.join(", ")} and so on.`,
  ];
}

/** One column is copied, described and learned at a time: what is sorted for one of these is not sorted again. */
function learnOne(
  features: Table,
  index: number,
  { rows, keep, extrapolate = false }: LearnOptions,
  limits: Limits,
  usual: Kept,
): LearnedColumn & { readonly notation: readonly string[] } {
  const all = columnsOf(features)[index];
  const cells = rows ? all.select(rows) : all;
  const description = describeColumn(features, index, all, cells);
  const kept = keep?.includes(description.name) ? "all" : usual;
  const learned = learnColumn(description, cells, limits, kept, extrapolate);
  const { missingCount } = description;
  const share = missingCount > 0 ? { missingShare: missingCount / cells.length } : {};
  const encoding = learned.encoding && { ...learned.encoding, ...share };
  return { ...learned, encoding, notation: notationNotes(description, all, cells) };
}

/** What a table for a prediction has to be read with. */
function readingsToKeep({ header, decimal, missing, foldCase, dropped, readings }: Table): Encoding["reading"] {
  return {
    header,
    decimal,
    ...(missing ? { missing: [...missing] } : {}),
    ...(foldCase ? { foldCase } : {}),
    ...(dropped ? { drop: dropped.filter((name) => !/^\d+$/.test(name)) } : {}),
    ...(readings ? { columns: [...readings] } : {}),
  };
}

function limitsOf(options: LearnOptions, rowCount: number): Limits {
  if (rowCount === 0)
    throw new InputError({
      code: "too-few-rows",
      argument: "rows",
      got: "none",
      expected: "at least one row to learn the columns from",
    });
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
