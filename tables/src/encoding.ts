import { FormatError } from "halfspace";
import {
  array,
  boolean,
  byKind,
  issueText,
  number,
  object,
  oneOf,
  optional,
  text,
  type ValueOf,
} from "halfspace/schemas";
import { dateColumnSchema, dateNames, rangeSchema } from "./date-schema.js";
import type { ReadOptions } from "./read-table.js";
import { columnReadingSchema } from "./table.js";
import { targetSchema } from "./target.js";

export const encodingVersion = 1;

/** The share of the training rows in which the column was missing; absent where it never was, and in files of before. */
const missingShare = optional(number({ least: 0, most: 1 }));

const columnSchema = byKind("type", [
  object({
    name: text(),
    type: oneOf("numeric"),
    median: number(),
    indicator: boolean(),
    range: optional(rangeSchema),
    /** Numbers beyond these are taken as the nearer of them; as they are where it is absent. */
    limits: optional(rangeSchema),
    missingShare,
  }),
  object({
    name: text(),
    type: oneOf("boolean"),
    median: number(),
    indicator: boolean(),
    missingShare,
  }),
  object({ ...dateColumnSchema.parts, missingShare }),
  object({
    name: text(),
    type: oneOf("category"),
    levels: array(text()),
    other: boolean(),
    missing: boolean(),
    missingShare,
  }),
]);

const encodingSchema = object({
  format: oneOf("halfspace-encoding"),
  version: oneOf(encodingVersion),
  reading: object({
    header: boolean(),
    decimal: oneOf(".", ","),
    missing: optional(array(text())),
    foldCase: optional(boolean()),
    drop: optional(array(text())),
    columns: optional(array(columnReadingSchema)),
  }),
  target: targetSchema,
  columns: array(columnSchema, 1),
  notes: array(text()),
});

/**
 * How one raw column becomes columns of the matrix.
 * - numeric, boolean: the number (true 1, false 0), the training median where missing; with `indicator` a second column, 1 where missing.
 *   A number beyond the `limits` is taken as the nearer of them
 * - date: days since the first training date, sine and cosine of month, weekday and hour where the dates span them, and the indicator
 * - category: a 0/1 column for each level, then one for `other` (pooled and unseen levels), then one for `missing`
 */
export type ColumnEncoding = ValueOf<typeof columnSchema>;

/** What was learned about the columns of a table: plain JSON, part of a model file. */
export type Encoding = ValueOf<typeof encodingSchema>;

/**
 * Checks an encoding that was read from a file.
 * @returns the encoding, checked
 * @throws FormatError when it is damaged or of a newer version
 */
export function readEncoding(value: unknown): Encoding {
  const issue = encodingSchema.issueOf(value);
  if (!issue) return value as Encoding;
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version === "number" && version > encodingVersion) {
    throw new FormatError({
      source: "encoding of the columns",
      got: `version ${version}`,
      expected: `version ${encodingVersion} at most`,
      hint: "Update halfspace.",
    });
  }
  throw new FormatError({
    source: "encoding of the columns",
    got: `a damaged one, at ${issueText(issue)}`,
  });
}

/**
 * How a table is to be read for an encoding: as its own table was, and words stay words where they were words.
 * @returns options of `readTable`
 */
export function readingFor({ reading, columns, target }: Encoding): ReadOptions {
  const known = reading.columns ?? [];
  const words = columns.filter(({ name, type }) => type === "category" && !known.some((each) => each.name === name));
  const { position, columnCount } = target;
  return {
    ...reading,
    columns: [...known, ...words.map(({ name }) => ({ name, type: "category" as const }))],
    // With names, those of the columns say in which line the names stand.
    ...(reading.header ? { names: columns.map(({ name }) => name) } : { mayLack: { position, columnCount } }),
  };
}

/**
 * One name for each column of the matrix that an encoding makes.
 * @returns as many names as the matrix has columns
 */
export function featureNames(encoding: Encoding): string[] {
  return encoding.columns.flatMap((column) => {
    if (column.type === "date") return dateNames(column);
    if (column.type !== "category") return column.indicator ? [column.name, `${column.name} missing`] : [column.name];
    const names = column.levels.map((level) => `${column.name} = ${level}`);
    if (column.other) names.push(`${column.name} other`);
    if (column.missing) names.push(`${column.name} missing`);
    return names;
  });
}

/** A raw column, and where it stands in the matrix: its first column there, from 0, and how many they are. */
export interface PlacedColumn {
  readonly column: ColumnEncoding;
  readonly first: number;
  readonly width: number;
}

/**
 * The raw columns with their places in the matrix that `encode` makes.
 * @returns one record a raw column, in their order
 */
export function placedColumns({ columns }: Pick<Encoding, "columns">): PlacedColumn[] {
  let next = 0;
  return columns.map((column) => {
    const first = next;
    const width = encodedWidth(column);
    next += width;
    return { column, first, width };
  });
}

/**
 * The number of columns of the matrix that a raw column becomes.
 * @returns at least 1
 */
export function encodedWidth(column: ColumnEncoding): number {
  if (column.type === "date") return dateNames(column).length;
  if (column.type !== "category") return column.indicator ? 2 : 1;
  return column.levels.length + Number(column.other) + Number(column.missing);
}
