import { InputError } from "halfspace";
import { isNumeric } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { strayWords } from "./levels.js";
import { mixedNotations } from "./odd-numbers.js";

/** @throws InputError for a target that is empty, constant or known in one row */
export function refuseUnusable(name: string, cells: Column, rowCount: number, hint: string): void {
  const { distinctCount } = cells;
  if (rowCount < 2) {
    throw new InputError({
      code: "too-few-rows",
      argument: "table",
      got: "one row of data",
      expected: "at least two to learn anything",
    });
  }
  if (distinctCount === 0)
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
  const sameNumber = isNumeric(cells) && isOneNumber(cells.numbers());
  if (distinctCount === 1 || sameNumber) {
    throw new InputError({
      code: "constant-target",
      argument: "target",
      got: `"${name}", which is ${cells.at(0)} in every row`,
      expected: "a target that varies: there is nothing to learn",
      ...(hint ? { hint } : {}),
    });
  }
}

const isOneNumber = (values: Float64Array): boolean => values.every((value) => value === values[0]);

/** Numbers with a few words among them are a quantity with mistakes, not that many classes. */
export function refuseStrayWords(name: string, cells: Column, rows: readonly number[], header: boolean): void {
  const [word] = strayWords(cells);
  if (word === undefined) return;
  const row = rows[cells.findRow((cell) => cell === word)];
  const advice =
    row === 0 && !header
      ? "Is the first row the names of the columns? Then say that there is a header"
      : "Give a number there or leave the cell empty; if the values are codes, ask for classification";
  throw new InputError({
    code: "wrong-targets",
    argument: "target",
    got: `"${name}", which holds numbers but for "${word}" (row ${row + 1})`,
    expected: "a numeric target",
    hint: `${advice}.`,
  });
}

const mostClasses = 100;

/** A column of many texts is a classification only for who says so. */
export function refuseManyClasses(name: string, cells: Column): void {
  const count = cells.distinctCount;
  if (count === 2 || (count <= mostClasses && cells.length >= 2 * count)) return;
  const mixed = mixedNotations(cells);
  throw new InputError({
    code: "too-many-classes",
    argument: "target",
    got: `"${name}" with ${count} different texts in ${cells.length} rows (such as "${cells.at(0)}"), like an identifier`,
    expected: "numbers, or classes that recur",
    hint: mixed
      ? `It looks like numbers in more than one notation: ${mixed}. Write them in one way.`
      : "If they are classes, ask for the task classification.",
  });
}
