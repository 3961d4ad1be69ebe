import type { Cell, Table } from "@halfspace/tables";
import { columnNamed } from "../../read-rows.js";

/** Which columns of the table are copied beside the predictions. */
export interface KeepFlags {
  readonly keep?: readonly string[];
  readonly all?: boolean;
}

/** Columns of the table as they are copied, by name. */
export interface KeptColumns {
  readonly names: readonly string[];
  readonly columns: readonly (readonly Cell[])[];
}

/** Whether a column is to be copied. */
export const isKept = ({ keep = [], all = false }: KeepFlags) => {
  // A number may be any column.
  const mayBeAny = all || keep.some((given) => /^(column )?\d+$/.test(given));
  return (name: string): boolean => mayBeAny || keep.includes(name);
};

/** The columns asked for, in the order of the table with --all, else in the order given. @throws InputError for a column that is not there */
export function keptColumns(table: Table, { keep = [], all = false }: KeepFlags): KeptColumns {
  const { columnNames, columns } = table;
  const names = all ? columnNames : [...new Set(keep.map((given) => columnNamed(columnNames, given, "keep")))];
  return { names, columns: names.map((name) => columns[columnNames.indexOf(name)]) };
}
