import { InputError } from "halfspace";
import * as z from "zod";
import { countLevels, numberOf, strayWords } from "./cells.js";
import { isNumeric } from "./column-types.js";
import { missingWordsSaid } from "./missing-values.js";
import { mixedNotations } from "./odd-numbers.js";
import { type Cell, columnIndex, dropIndices, selectRows, type Table } from "./table.js";

const labelSchema = z.union([z.string(), z.number(), z.boolean()]);
const place = { name: z.string(), position: z.int().positive(), columnCount: z.int().positive() };

export const targetSchema = z.discriminatedUnion("task", [
  z.strictObject({ ...place, task: z.literal("regression"), others: z.array(z.string()).min(1).optional() }),
  z.strictObject({ ...place, task: z.literal("classification"), classes: z.array(labelSchema).min(2) }),
]);

/** A class as it came: a number where the text of every class is that number's usual form, a boolean for true and false, otherwise text. */
export type Label = z.infer<typeof labelSchema>;

/**
 * What is predicted. `position` (from 1) is the target's place among the `columnCount` columns of the table in which it
 * was found. Classes are sorted. `others` are the names of further targets that are predicted together with it.
 */
export type Target = z.infer<typeof targetSchema>;

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
  const index = columnIndex(table, column, "target");
  const name = table.columnNames[index];
  const dropped = (options.drop ?? []).map((other) => columnIndex(table, other, "drop"));
  if (dropped.includes(index)) {
    throw new InputError({
      code: "conflicting-options",
      argument: "drop",
      got: `"${name}", which is the target`,
      expected: "other columns",
    });
  }
  const rows = knownRows(table.columns[index]);
  const cells = rows.map((row) => table.columns[index][row]);
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
    options.task ?? "auto",
  );
  const missingCount = table.rowCount - rows.length;
  const notes =
    missingCount > 0
      ? [
          `${missingCount} of ${table.rowCount} rows have no value of "${name}" and were left out${lost && ` (${lost})`}.`,
        ]
      : [];
  if (target.task === "regression" && options.task !== "regression") notes.push(...ambiguousTask(name, cells));
  return { features, rows, target, values: targetValues(target, cells, rows), notes };
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
  const rows = knownRows(table.columns[index]);
  const cells = rows.map((row) => table.columns[index][row]);
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

const knownRows = (cells: readonly Cell[]): number[] => cells.flatMap((cell, row) => (cell === null ? [] : [row]));

function refuseUnusable(name: string, cells: readonly Cell[], rowCount: number, hint: string): void {
  const levels = countLevels(cells);
  if (rowCount < 2) {
    throw new InputError({
      code: "too-few-rows",
      argument: "table",
      got: "one row of data",
      expected: "at least two to learn anything",
    });
  }
  if (levels.size === 0)
    throw new InputError({
      code: "empty",
      argument: "target",
      got: `"${name}", which is missing in every row`,
      expected: "a column with values",
      ...(hint ? { hint } : {}),
    });
  if (cells.length < 2)
    throw new InputError({
      code: "too-few-rows",
      argument: "target",
      got: `"${name}", which is known in one row only`,
      expected: "at least two rows",
      ...(hint ? { hint } : {}),
    });
  const sameNumber = isNumeric(cells) && cells.every((cell) => numberOf(cell) === numberOf(cells[0]));
  if (levels.size === 1 || sameNumber) {
    throw new InputError({
      code: "constant-target",
      argument: "target",
      got: `"${name}", which is ${cells[0]} in every row`,
      expected: "a target that varies: there is nothing to learn",
      ...(hint ? { hint } : {}),
    });
  }
}

/** Numbers with a few words among them are a quantity with mistakes, not that many classes. */
function refuseStrayWords(name: string, cells: readonly Cell[], rows: readonly number[], header: boolean): void {
  const [word] = strayWords(cells);
  if (word === undefined) return;
  const row = rows[cells.findIndex((cell) => String(cell) === word)];
  const advice =
    row === 0 && !header
      ? "Is the first row the names of the columns? Then do not say that there is no header"
      : "Give a number there or leave the cell empty; if the values are codes, ask for classification";
  throw new InputError({
    code: "wrong-targets",
    argument: "target",
    got: `"${name}", which holds numbers but for "${word}" (row ${row + 1})`,
    expected: "a numeric target",
    hint: `${advice}.`,
  });
}

function describeTarget(
  place: { name: string; position: number; columnCount: number },
  cells: readonly Cell[],
  task: "auto" | "regression" | "classification",
): Target {
  const { name } = place;
  const numeric = isNumeric(cells);
  if (task === "regression" && !numeric) {
    const odd = cells.find((cell) => Number.isNaN(numberOf(cell)));
    throw new InputError({
      code: "wrong-targets",
      argument: "target",
      got: `"${name}", which holds "${odd}"`,
      expected: "a numeric target for a regression",
      hint: "Choose another column, or the task classification.",
    });
  }
  const asClasses =
    task === "classification" || (task === "auto" && (!numeric || new Set(cells.map(numberOf)).size === 2));
  if (asClasses && task === "auto" && !numeric) refuseManyClasses(name, cells);
  return asClasses
    ? { ...place, task: "classification", classes: classesOf(name, cells) }
    : { ...place, task: "regression" };
}

const mostClasses = 100;

/** A column of many texts is a classification only for who says so. */
function refuseManyClasses(name: string, cells: readonly Cell[]): void {
  const count = countLevels(cells).size;
  if (count === 2 || (count <= mostClasses && cells.length >= 2 * count)) return;
  const mixed = mixedNotations(cells);
  throw new InputError({
    code: "too-many-classes",
    argument: "target",
    got: `"${name}" with ${count} different texts in ${cells.length} rows (such as "${cells[0]}"), like an identifier`,
    expected: "numbers, or classes that recur",
    hint: mixed
      ? `It looks like numbers in more than one notation: ${mixed}. Write them in one way.`
      : "If they are classes, ask for the task classification.",
  });
}

function classesOf(name: string, cells: readonly Cell[]): Label[] {
  const classes = labelsOf(cells);
  if (classes.length < cells.length || classes.length === 2) return classes;
  throw new InputError({
    code: "too-many-classes",
    argument: "target",
    got: `"${name}" with a class of its own in every row (such as "${cells[0]}")`,
    expected: "classes that recur: this is an identifier",
    hint: "Choose another target.",
  });
}

function labelsOf(cells: readonly Cell[]): Label[] {
  const labels = [...countLevels(cells).keys()];
  const numbers = [...new Set(cells.map(numberOf))];
  const usualForm = labels.every((label) => String(Number(label)) === label);
  if (isNumeric(cells) && (usualForm || numbers.length < labels.length)) return numbers.toSorted((a, b) => a - b);
  if (labels.every((label) => label === "true" || label === "false")) return [false, true];
  return labels.toSorted();
}

/** Row numbers only serve the message: the first row of data is row 1. */
function targetValues(target: Target, cells: readonly Cell[], rows: readonly number[]): Float64Array {
  const lookUp = target.task === "regression" ? numberOf : classIndexOf(target.classes);
  return Float64Array.from(cells, (cell, index) => {
    const value = lookUp(cell);
    if (Number.isFinite(value)) return value;
    const expected = target.task === "regression" ? "a number" : `one of the classes ${target.classes.join(", ")}`;
    throw new InputError({
      code: "wrong-targets",
      argument: "table",
      got: `"${cell}" in row ${rows[index] + 1} of the target "${target.name}"`,
      expected,
    });
  });
}

function classIndexOf(classes: readonly Label[]): (cell: Cell) => number {
  const indices = new Map(classes.map((label, index) => [String(label), index]));
  return (cell) => indices.get(String(cell)) ?? indices.get(String(numberOf(cell))) ?? Number.NaN;
}

function ambiguousTask(name: string, cells: readonly Cell[]): string[] {
  const distinct = new Set(cells.map(numberOf));
  if (distinct.size > 10 || ![...distinct].every(Number.isInteger)) return [];
  return [
    `The target "${name}" has ${distinct.size} whole numbers and is taken as a quantity (regression); ask for classification if they are codes.`,
  ];
}
