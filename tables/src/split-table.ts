import { FormatError, InputError, type Matrix } from "halfspace";
import { anything, integer, number, object, optional, text } from "halfspace/schemas";
import { columnsOf } from "./columns/table-columns.js";
import { encode } from "./encode.js";
import { type Encoding, readEncoding } from "./encoding.js";
import { learnEncoding } from "./learn-encoding.js";
import { type MonotoneColumn, monotoneSigns } from "./monotone-columns.js";
import { requireUsableSizes } from "./number-sizes.js";
import { laidOut, rowsOfWeight, type WeightedTable } from "./row-weights.js";
import { columnsNamed, rowsWithOthers, targetNames, targetRows } from "./several-targets.js";
import { type SplitOrder, splitInOrder, splitOrderOf, splitOrderSchema } from "./split-by-order.js";
import { splitRows } from "./split-rows.js";
import { columnIndex, type Table } from "./table.js";
import { type Label, selectTarget, type Target, type TargetOptions } from "./target.js";

/** Rows ready for training or scoring. */
export type EncodedRows = {
  /** n×d, not scaled */
  readonly inputs: Matrix;
  /** n numbers in regression, n rows of them with several targets, n labels as they came in classification. */
  readonly targets: number[] | number[][] | Label[];
  /** What each row counts for, where a column says so. */
  readonly sampleWeights?: Float64Array;
};

/** What a model file keeps about its table, as plain JSON: how raw rows are read and encoded, and how the rows were split. */
export type TableRecord = {
  readonly encoding: Encoding;
  readonly holdout: number;
  readonly seed: number;
  /** Where the rows were split by the order of a column. */
  readonly splitBy?: SplitOrder;
  /** The column of row weights, where there is one; rows of weight 0 have no part. */
  readonly weights?: string;
  /** What the model is for, in words of the person who trained it. */
  readonly note?: string;
};

/** A table split into encoded training and test rows, with the record that finds them again. */
export type SplitTable = {
  readonly record: TableRecord;
  readonly train: EncodedRows;
  /** undefined without a hold-out */
  readonly test: EncodedRows | undefined;
  /** The rows of the table, from 0, that these rows are. */
  readonly places: { readonly train: readonly number[]; readonly test: readonly number[] };
  /** One of 1, −1 and 0 a column of the matrices, where columns were named in which predictions are monotone. */
  readonly monotone?: readonly number[];
  readonly notes: readonly string[];
};

/** How `splitTable` splits, and what it drops. */
export type SplitTableOptions = {
  /** The share of rows kept apart for the test score, from 0 to below 1. */
  readonly holdout: number;
  readonly seed: number;
  readonly task?: TargetOptions["task"];
  /** Names or 1-based numbers; "a,b" is two, unless a column has just that name. */
  readonly drop?: TargetOptions["drop"];
  /** Keep every column of numbers, also constant ones: the pixels of an image. */
  readonly everyNumber?: boolean;
  /** Columns that are learned from whatever they look like, given as those to drop. */
  readonly keep?: TargetOptions["drop"];
  /** A column of dates (or numbers), whose latest rows are the test; the training rows then stand in its order. */
  readonly splitBy?: string | number;
  /** `extrapolate` of `learnEncoding`; true by default with `splitBy`, whose later rows are expected to lie outside, and for images. */
  readonly extrapolate?: boolean;
  /** A column of row weights: 0 leaves a row out, k counts it k times. It is not learned from. */
  readonly weights?: string | number;
  /** Columns in which predictions may never fall (`rises`) or never rise. */
  readonly monotone?: readonly MonotoneColumn[];
};

/**
 * Splits a table for an honest test score: the columns are learned on the training rows only, then both parts are encoded.
 * Classes are split each by itself.
 * @param target name or 1-based number; several, with commas between, are predicted together (numbers only)
 * @returns both parts, encoded, and the record
 * @throws InputError for everything that selectTarget and encode refuse, and for too few rows
 */
export function splitTable(whole: Table, target: string | number, asked: SplitTableOptions): SplitTable {
  const { holdout, seed, everyNumber, extrapolate = everyNumber || asked.splitBy !== undefined } = asked;
  const weighted = asked.weights === undefined ? undefined : weightsBeside(whole, target, asked.weights);
  const given = weighted?.table ?? whole;
  const options = { ...asked, drop: [...namesOf(given, asked.drop, "drop"), ...(weighted ? [weighted.name] : [])] };
  const [first, ...others] = targetNames(given, target);
  const { table, rows: complete } = rowsWithOthers(given, others);
  const selection = selectTarget(table, first, others.length > 0 ? forSeveral(given, options, others) : options);
  const { features, values, rows: inTable } = selection;
  const chosen = withOthers(selection.target, others);
  const splitBy = asked.splitBy === undefined ? {} : { splitBy: splitOrderOf(table, asked.splitBy) };
  const ways = { holdout, seed, ...splitBy, ...(weighted ? { weights: weighted.name } : {}) };
  requireRowsToKeep(features.rowCount, holdout);
  const { train, test } = split(values, chosen, ways, table, inTable);
  requireRowsToLearn(train.length, values.length, holdout);
  if (chosen.task === "regression") requireTargetSizes(table, [first, ...others], inTable);
  const keep = namesOf(given, asked.keep, "keep");
  const encoding = learnEncoding(features, {
    ...{ target: chosen, everyNumber, keep, extrapolate },
    rows: laidOut(train, weighted && weightsOf(weighted, inTable, complete)),
  });
  requireColumnSizes(encoding);
  const encoded = (rows: readonly number[]): EncodedRows => ({
    inputs: encode(encoding, features, { rows }),
    targets: targetsOf(chosen, values, rows, table, inTable),
    ...(weighted ? { sampleWeights: someOf(weightsOf(weighted, inTable, complete), rows) } : {}),
  });
  const placeOf = (row: number) => weighted?.rows[row] ?? row;
  const placesOf = (rows: readonly number[]) => rows.map((row) => placeOf(complete[inTable[row]]));
  return {
    record: { encoding, ...ways },
    train: encoded(train),
    test: test.length > 0 ? encoded(test) : undefined,
    places: { train: placesOf(train), test: placesOf(test) },
    ...(asked.monotone ? { monotone: monotoneSigns(encoding, given, asked.monotone) } : {}),
    notes: [...table.notes, ...selection.notes, ...encoding.notes, ...(ways.splitBy ? [orderNote(ways.splitBy)] : [])],
  };
}

/** The weights of the rows of a selection. @param inTable rows of the complete rows @param complete rows of the table */
const weightsOf = ({ weights }: WeightedTable, inTable: readonly number[], complete: ArrayLike<number>): Float64Array =>
  Float64Array.from(inTable, (row) => weights[complete[row]]);

export const someOf = (values: Float64Array, rows: readonly number[]): Float64Array =>
  Float64Array.from(rows, (row) => values[row]);

/**
 * Some of the encoded rows.
 * @returns the chosen rows, in the order given
 */
export function selectEncodedRows(
  { inputs, targets, sampleWeights }: EncodedRows,
  rows: readonly number[],
): EncodedRows {
  const { columns, values } = inputs;
  const part = new Float64Array(rows.length * columns);
  rows.forEach((row, place) => {
    part.set(values.subarray(row * columns, (row + 1) * columns), place * columns);
  });
  return {
    inputs: { rows: rows.length, columns, values: part },
    targets: rows.map((row) => (targets as readonly unknown[])[row]) as EncodedRows["targets"],
    ...(sampleWeights ? { sampleWeights: someOf(sampleWeights, rows) } : {}),
  };
}

/** @throws InputError where the column of weights is a target */
function weightsBeside(table: Table, target: string | number, column: string | number): WeightedTable {
  const [name] = columnsNamed(table, column, "weights");
  if (!targetNames(table, target).includes(name)) return rowsOfWeight(table, name);
  throw new InputError({
    code: "conflicting-options",
    argument: "weights",
    got: `"${name}", which is a target`,
    expected: "another column",
  });
}

const orderNote = ({ column }: SplitOrder): string =>
  `Rows were split by "${column}": its latest rows are the test, and the training rows stand in its order.`;

const namesOf = (table: Table, columns: TargetOptions["drop"] = [], argument: string): string[] =>
  columns.flatMap((column) => columnsNamed(table, column, argument));

function requireTargetSizes(table: Table, names: readonly string[], rows: readonly number[]): void {
  for (const name of names) {
    const column = columnsOf(table)[table.columnNames.indexOf(name)];
    requireUsableSizes(name, column.select(rows).numbers(), "target");
  }
}

function requireColumnSizes({ columns }: Encoding): void {
  for (const column of columns) {
    if (column.type === "numeric" && column.range) requireUsableSizes(column.name, column.range, "table");
  }
}

function requireRowsToKeep(rowCount: number, holdout: number): void {
  if (rowCount >= 3 || holdout === 0) return;
  throw new InputError({
    code: "too-few-rows",
    argument: "table",
    got: `${rowCount} rows with a target`,
    expected: "at least three for a hold-out",
    hint: "Give more rows, or no hold-out.",
  });
}

function requireRowsToLearn(count: number, rowCount: number, holdout: number): void {
  if (count >= 2) return;
  throw new InputError({
    code: "too-few-rows",
    argument: "holdout",
    got: `${holdout}, which leaves ${count} of ${rowCount} rows to learn from`,
    expected: "one that leaves at least two",
  });
}

const recordSchema = object({
  encoding: anything(),
  holdout: number({ least: 0, below: 1 }),
  seed: integer({ least: 0 }),
  splitBy: optional(splitOrderSchema),
  weights: optional(text()),
  note: optional(text()),
});

/**
 * Checks a record that was read from a model file.
 * @returns the record, checked
 * @throws FormatError when there is none or it is damaged
 */
export function readTableRecord(value: unknown): TableRecord {
  if (!recordSchema.admits(value)) {
    throw new FormatError({
      source: "model file",
      got: "one that does not say how its table is read",
      expected: "one that was trained from a table and is not damaged",
    });
  }
  return { ...value, encoding: readEncoding(value.encoding) };
}

/** @param inTable the row of `table` that each of `values` stands in */
export function split(
  values: Float64Array,
  target: Target,
  { holdout, seed, splitBy }: Omit<TableRecord, "encoding">,
  table: Table,
  inTable: readonly number[],
): { train: number[]; test: number[] } {
  if (splitBy) return splitInOrder(table, splitBy, inTable, holdout);
  if (holdout === 0) return { train: [...values.keys()], test: [] };
  const labels = target.task === "classification" ? values : undefined;
  return splitRows(values.length, { fraction: holdout, seed, labels });
}

/** @param inTable the row of `table` that each of `values` stands in */
export function targetsOf(
  target: Target,
  values: Float64Array,
  rows: readonly number[],
  table: Table,
  inTable: readonly number[],
): EncodedRows["targets"] {
  if (target.task === "classification") return rows.map((row) => target.classes[values[row]]);
  const first = rows.map((row) => values[row]);
  const others = othersOf(target);
  const places = rows.map((row) => inTable[row]);
  return others.length > 0 ? targetRows(table, first, others, places) : first;
}

/**
 * What the table's target is, as `train` takes it.
 * @returns the task, with the labels of the classes where it is classification
 */
export function taskOf({ encoding: { target } }: Pick<TableRecord, "encoding">): {
  readonly task: Target["task"];
  readonly labels?: readonly Label[];
} {
  return target.task === "classification" ? { task: target.task, labels: target.classes } : { task: target.task };
}

/**
 * The names of a model's targets.
 * @returns a name for each output, in the order of the outputs
 */
export const namesOfTargets = (target: Target): readonly string[] => [target.name, ...othersOf(target)];

export const othersOf = (target: Target): readonly string[] =>
  target.task === "regression" ? (target.others ?? []) : [];

const withOthers = (target: Target, others: readonly string[]): Target =>
  target.task === "regression" && others.length > 0 ? { ...target, others: [...others] } : target;

/** The first target is selected with the others out of the features. */
function forSeveral(table: Table, options: SplitTableOptions, others: readonly string[]): SplitTableOptions {
  if (options.task === "classification") {
    throw new InputError({
      code: "several-targets",
      argument: "target",
      got: "several with the task classification",
      expected: "one: several targets are a regression",
      hint: "Train a model for each of the classes' columns.",
    });
  }
  const dropped = (options.drop ?? []).map((column) => table.columnNames[columnIndex(table, column, "drop")]);
  const both = others.find((name) => dropped.includes(name));
  if (both !== undefined) {
    throw new InputError({
      code: "conflicting-options",
      argument: "drop",
      got: `"${both}", which is a target`,
      expected: "other columns",
    });
  }
  return { ...options, task: "regression", drop: [...dropped, ...others] };
}
