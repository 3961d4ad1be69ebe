import { InputError } from "halfspace";
import {
  array,
  boolean,
  byKind,
  integer,
  number,
  object,
  oneOf,
  optional,
  text,
  union,
  type ValueOf,
} from "halfspace/schemas";
import { numberOf } from "./cells.js";
import { isNumeric } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { columnsOf } from "./columns/table-columns.js";
import { codesIn, countLevels } from "./levels.js";
import { missingWordsSaid } from "./missing-values.js";
import { spellingNote } from "./spellings.js";
import { type Cell, columnIndex, dropIndices, readingOf, selectRows, type Table } from "./table.js";
import { refuseManyClasses, refuseStrayWords, refuseUnusable } from "./unusable-target.js";

const labelSchema = union(text(), number(), boolean());
const place = { name: text(), position: integer({ least: 1 }), columnCount: integer({ least: 1 }) };

export const targetSchema = byKind("task", [
  object({ ...place, task: oneOf("regression"), others: optional(array(text(), 1)) }),
  object({ ...place, task: oneOf("classification"), classes: array(labelSchema, 2) }),
]);

/** A class as it came: a number where the text of every class is that number's usual form, a boolean for true and false, otherwise text. */
export type Label = ValueOf<typeof labelSchema>;

/**
 * What is predicted. `position` (from 1) is the target's place among the `columnCount` columns of the table in which it
 * was found. Classes are sorted. `others` are the names of further targets that are predicted together with it.
 */
export type Target = ValueOf<typeof targetSchema>;

/** A table without its target, and the target as numbers. */
export type TargetSelection = {
  /** The table without the target and the dropped columns; only the rows whose target is known. */
  readonly features: Table;
  /** Those rows, as 0-based numbers into the table given. */
  readonly rows: readonly number[];
  readonly target: Target;
  /** Numbers of the target; in classification the index of the class. One for each row of `features`. */
  readonly values: Float64Array;
  /** What was dropped or decided, one sentence each. */
  readonly notes: readonly string[];
};

/** What `selectTarget` takes the target for, and which columns it drops. */
export type TargetOptions = {
  readonly task?: "auto" | "regression" | "classification";
  readonly drop?: readonly (string | number)[];
};

/**
 * Splits a table into features and target. Rows without a target are left out, with a note.
 *
 * `task: "auto"` means classification for text, booleans and numbers with exactly two values; any other numbers mean
 * regression, also when they are few whole numbers (a note says so): ask for `classification` where those are codes.
 * @param column name or 1-based number; so are the columns to drop. All are looked up in the table given
 * @returns features, target, and the rows that have one
 * @throws InputError for an unknown column, a constant target, a text target in regression, words among the numbers of a target, fewer than two usable rows
 */
export function selectTarget(table: Table, column: string | number, options: TargetOptions = {}): TargetSelection {
  const { index, dropped } = placesOf(table, column, options.drop ?? []);
  const name = table.columnNames[index];
  const all = columnsOf(table)[index];
  const rows = knownRows(all);
  const cells = all.select(rows);
  const words = missingWordsSaid(table.missingWords ?? [], name);
  const lost = words && `${words}; keep-na keeps such words`;
  refuseUnusable(name, cells, table.rowCount, lost && `In this column ${lost}.`);
  if (options.task !== "classification") refuseStrayWords(name, cells, rows, table.header);
  const features = selectRows(dropIndices(table, [...dropped, index]), rows);
  if (features.columns.length === 0) {
    throw new InputError({
      code: "no-features",
      argument: "table",
      got: `no column besides the target "${name}"`,
      expected: "columns to learn from: there is nothing to learn from the target alone",
    });
  }
  const target = describeTarget(
    { name, position: index + 1, columnCount: table.columns.length },
    cells,
    taskOf(table, name, options.task),
  );
  const notes = missingNotes(name, table.rowCount - rows.length, table.rowCount, lost);
  if (target.task === "classification")
    notes.push(...[spellingNote(`The target "${name}"`, cells)].filter((note) => note !== undefined));
  notes.push(...codesOfTarget(name, cells, target.task));
  if (target.task === "regression" && options.task !== "regression") notes.push(...ambiguousTask(name, cells));
  return { features, rows, target, values: targetValues(target, cells, rows), notes };
}

/** The task that was asked for, or follows from the type that the column was asked to have. */
function taskOf(table: Table, name: string, task: TargetOptions["task"] = "auto") {
  const type = readingOf(table, name)?.type;
  if (task !== "auto" || type === undefined) return task;
  return type === "category" ? "classification" : type === "number" ? "regression" : task;
}

/** @throws InputError for columns that the table does not have, and a target that is dropped */
function placesOf(
  table: Table,
  column: string | number,
  drop: readonly (string | number)[],
): { index: number; dropped: number[] } {
  const index = columnIndex(table, column, "target");
  const dropped = drop.map((other) => columnIndex(table, other, "drop"));
  if (!dropped.includes(index)) return { index, dropped };
  throw new InputError({
    code: "conflicting-options",
    argument: "drop",
    got: `"${table.columnNames[index]}", which is the target`,
    expected: "other columns",
  });
}

function missingNotes(name: string, missingCount: number, rowCount: number, lost: string): string[] {
  if (missingCount === 0) return [];
  const why = lost && ` (${lost})`;
  return [`${missingCount} of ${rowCount} rows have no value of "${name}" and were left out${why}.`];
}

/**
 * The known targets of a table by a target learned before, with the same numbers as `selectTarget` gave.
 * @returns 0-based rows whose target is known, and one number for each
 * @throws InputError when the table lacks the column or holds another type or class
 */
export function encodeTarget(target: Target, table: Table): { rows: number[]; values: Float64Array } {
  const index = table.columnNames.indexOf(target.name);
  // Without a header a table of another width has another column in this place.
  const displaced = !table.header && table.columns.length !== target.columnCount;
  if (index < 0 || displaced) {
    throw new InputError({
      code: "missing-column",
      argument: "table",
      got: `no column "${target.name}", the target of the model`,
    });
  }
  const column = columnsOf(table)[index];
  const rows = knownRows(column);
  const cells = column.select(rows);
  return { rows, values: targetValues(target, cells, rows) };
}

/**
 * The label of a class index.
 * @returns the label, of the kind that it had in the table
 * @throws InputError for a regression target or an index outside the classes
 */
export function decodeLabel(target: Target, classIndex: number): Label {
  const label = target.task === "classification" ? target.classes[classIndex] : undefined;
  if (label !== undefined) return label;
  throw new InputError({
    code: "out-of-range",
    argument: "classIndex",
    got: classIndex,
    expected: `the index of a class of "${target.name}"`,
  });
}

function knownRows(column: Column): number[] {
  const rows: number[] = [];
  for (let row = 0; row < column.length; row++) if (!column.isMissing(row)) rows.push(row);
  return rows;
}

function describeTarget(
  place: { name: string; position: number; columnCount: number },
  cells: Column,
  task: "auto" | "regression" | "classification",
): Target {
  const { name } = place;
  const numeric = isNumeric(cells);
  const odd = task === "regression" ? cells.findRow((cell) => !Number.isFinite(numberOf(cell))) : -1;
  if (odd >= 0) {
    throw new InputError({
      code: "wrong-targets",
      argument: "target",
      got: `"${name}", which holds "${cells.at(odd)}"`,
      expected: "a numeric target for a regression",
      hint: "Choose another column, or the task classification.",
    });
  }
  const asClasses = task === "classification" || (task === "auto" && (!numeric || fewNumbers(cells, 2).size === 2));
  if (asClasses && task === "auto" && !numeric) refuseManyClasses(name, cells);
  return asClasses
    ? { ...place, task: "classification", classes: classesOf(name, cells) }
    : { ...place, task: "regression" };
}

/** The distinct numbers of a column, or one more than a limit of them. */
function fewNumbers(cells: Column, limit: number): Set<number> {
  const distinct = new Set<number>();
  for (const value of cells.numbers()) if (distinct.add(value).size > limit) break;
  return distinct;
}

function classesOf(name: string, cells: Column): Label[] {
  const classes = labelsOf(cells);
  if (classes.length < cells.length || classes.length === 2) return classes;
  throw new InputError({
    code: "too-many-classes",
    argument: "target",
    got: `"${name}" with a class of its own in every row (such as "${cells.at(0)}")`,
    expected: "classes that recur: this is an identifier",
    hint: "Choose another target.",
  });
}

function labelsOf(cells: Column): Label[] {
  const labels = [...countLevels(cells).keys()];
  const numbers = [...new Set(cells.numbers())];
  const usualForm = labels.every((label) => String(Number(label)) === label);
  if (isNumeric(cells) && (usualForm || numbers.length < labels.length)) return numbers.toSorted((a, b) => a - b);
  if (labels.every((label) => label === "true" || label === "false")) return [false, true];
  return labels.toSorted();
}

/** Row numbers only serve the message: the first row of data is row 1. */
function targetValues(target: Target, cells: Column, rows: readonly number[]): Float64Array {
  const lookUp = target.task === "regression" ? numberOf : classIndexOf(target.classes);
  const values = cells.measured(lookUp, target.task === "regression");
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return values;
  throw new InputError({
    code: "wrong-targets",
    argument: "table",
    got: `"${cells.at(wrong)}" in row ${rows[wrong] + 1} of the target "${target.name}"`,
    expected: target.task === "regression" ? "a number" : `one of the classes ${target.classes.join(", ")}`,
  });
}

function classIndexOf(classes: readonly Label[]): (cell: Cell) => number {
  const indices = new Map(classes.map((label, index) => [String(label), index]));
  return (cell) => indices.get(String(cell)) ?? indices.get(String(numberOf(cell))) ?? Number.NaN;
}

function codesOfTarget(name: string, cells: Column, task: Target["task"]): string[] {
  const codes = task === "classification" ? codesIn(cells) : undefined;
  if (!codes) return [];
  return [
    `The target "${name}" holds whole numbers with ${codes.reason} ("${codes.cell}") and is taken as words (type ${name}=number reads quantities).`,
  ];
}

function ambiguousTask(name: string, cells: Column): string[] {
  const distinct = fewNumbers(cells, 10);
  if (distinct.size > 10 || ![...distinct].every(Number.isInteger)) return [];
  return [
    `The target "${name}" has ${distinct.size} whole numbers and is taken as a quantity (regression); ask for classification if they are codes.`,
  ];
}
