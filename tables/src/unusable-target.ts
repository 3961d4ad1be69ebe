import { InputError } from "halfspace";
import { countLevels, numberOf, strayWords } from "./cells.js";
import { isNumeric } from "./column-types.js";
import { mixedNotations } from "./odd-numbers.js";
import type { Cell } from "./table.js";

/** @throws InputError for a target that is empty, constant or known in one row */
export function refuseUnusable(name: string, cells: readonly Cell[], rowCount: number, hint: string): void {
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
export function refuseStrayWords(name: string, cells: readonly Cell[], rows: readonly number[], header: boolean): void {
  const [word] = strayWords(cells);
  if (word === undefined) return;
  const row = rows[cells.findIndex((cell) => String(cell) === word)];
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
export function refuseManyClasses(name: string, cells: readonly Cell[]): void {
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
