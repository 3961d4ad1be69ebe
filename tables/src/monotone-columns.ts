import { InputError } from "halfspace";
import { type ColumnEncoding, type Encoding, encodedWidth, featureNames } from "./encoding.js";
import { columnIndex, type Table } from "./table.js";

/** A column in which predictions are to be monotone. */
export type MonotoneColumn = {
  /** Its name or 1-based number. */
  readonly column: string;
  /** true: predictions never fall in it; false: they never rise. */
  readonly rises: boolean;
};

/**
 * The sign of every column of the matrix, for the option `monotone` of `train`. Of a date it is the number of days; where it is missing, and the
 * circles of months, weekdays and hours, stay free.
 * @param table where the columns are named
 * @returns one of 1, −1 and 0 a column of the matrix
 * @throws InputError for a column that is not there, is not learned from, holds words, or is named twice
 */
export function monotoneSigns(encoding: Encoding, table: Table, asked: readonly MonotoneColumn[]): number[] {
  const signs = new Map<string, number>();
  for (const { column, rises } of asked) {
    const name = table.columnNames[columnIndex(table, column, "monotone")];
    requireOrdered(encoding, name);
    if (signs.has(name)) {
      const expected = "each column once";
      throw new InputError({ code: "repeated-column", argument: "monotone", got: `"${name}" twice`, expected });
    }
    signs.set(name, rises ? 1 : -1);
  }
  return encoding.columns.flatMap((column) =>
    Array.from({ length: encodedWidth(column) }, (_, k) => (k === 0 ? (signs.get(column.name) ?? 0) : 0)),
  );
}

function requireOrdered({ columns, target }: Encoding, name: string): void {
  const found = columns.find((column) => column.name === name);
  const others = columns.filter(isOrdered).map((column) => `"${column.name}"`);
  const expected = others.length > 0 ? `a column of numbers or dates: ${others.slice(0, 10).join(", ")}` : "none here";
  const refuse = (got: string) => new InputError({ code: "wrong-type", argument: "monotone", got, expected });
  if (!found) throw refuse(`"${name}", which is ${name === target.name ? "the target" : "not learned from"}`);
  if (!isOrdered(found)) throw refuse(`"${name}", which holds words and has no order`);
}

const isOrdered = ({ type }: ColumnEncoding): boolean => type !== "category";

/**
 * The columns in which a model is monotone, in words.
 * @param signs one of 1, −1 and 0 a column of the matrix
 * @returns one clause for the columns in which it never falls, and one for those in which it never rises
 */
export function monotoneWords(encoding: Encoding, signs: readonly number[]): string {
  const names = featureNames(encoding);
  const of = (sign: number) => names.filter((_, k) => signs[k] === sign).join(", ");
  const clauses = [
    ["never falls in", of(1)],
    ["never rises in", of(-1)],
  ].filter(([, columns]) => columns !== "");
  return clauses.map((clause) => clause.join(" ")).join("; ");
}
