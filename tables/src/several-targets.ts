import { InputError } from "halfspace";
import { isNumeric } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { columnsOf } from "./columns/table-columns.js";
import { columnIndex, selectRows, type Table } from "./table.js";

/**
 * The columns that a target names: "price" is one, "Y1,Y2" is two, unless a column has just that name.
 * @returns names, in the order given
 * @throws InputError for an unknown column, or one named twice
 */
export function targetNames(table: Table, target: string | number): string[] {
  const names = columnsNamed(table, target, "target");
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw new InputError({
    code: "repeated-column",
    argument: "target",
    got: `"${twice}" twice`,
    expected: "every column once",
  });
}

/** The names of the columns in "a,b", or of the one column that has just that name or number. @throws InputError for an unknown column */
export function columnsNamed(table: Table, given: string | number, argument: string): string[] {
  const single = typeof given === "number" || table.columnNames.includes(given) || !given.includes(",");
  const parts = single ? [given] : given.split(",").map((part) => part.trim());
  return parts.map((part) => table.columnNames[columnIndex(table, part, argument)]);
}

/** The rows in which all further targets are known, with a note where some are not. @throws InputError for one that is no number */
export function rowsWithOthers(table: Table, others: readonly string[]): { table: Table; rows: ArrayLike<number> } {
  const columns = others.map((name) => otherColumn(table, name));
  const all = Int32Array.from({ length: table.rowCount }, (_, row) => row);
  const rows = columns.length === 0 ? all : all.filter((row) => columns.every((column) => !column.isMissing(row)));
  if (rows.length === table.rowCount) return { table, rows };
  const note = `${table.rowCount - rows.length} of ${table.rowCount} rows lack one of the targets ${others.join(", ")} and were left out.`;
  return { table: { ...selectRows(table, rows), notes: [...table.notes, note] }, rows };
}

/** One row of targets for each of `rows`: the first target's number, then the others'. */
export function targetRows(
  table: Table,
  first: ArrayLike<number>,
  others: readonly string[],
  rows: readonly number[],
): number[][] {
  const columns = others.map((name) => otherColumn(table, name).numbers());
  return rows.map((row, index) => [first[index], ...columns.map((numbers) => numbers[row])]);
}

function otherColumn(table: Table, name: string): Column {
  const index = table.columnNames.indexOf(name);
  if (index < 0) {
    throw new InputError({
      code: "missing-column",
      argument: "table",
      got: `no column "${name}", a target of the model`,
    });
  }
  const column = columnsOf(table)[index];
  if (isNumeric(column)) return column;
  throw new InputError({
    code: "wrong-targets",
    argument: "target",
    got: `several, of which "${name}" holds text`,
    expected: "numbers",
    hint: "Several targets are a regression. Train a model of its own for it.",
  });
}
