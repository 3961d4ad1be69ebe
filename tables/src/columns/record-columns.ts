import { FormatError } from "halfspace";
import type { Cell } from "../cells.js";
import { areNamed, distinctNames, type RawTable } from "../table.js";
import { Column } from "./column.js";
import { ColumnBuilder } from "./column-builder.js";

/** A column while records come, and where its first value stood that no cell can hold. */
interface Field {
  readonly name: string;
  readonly builder: ColumnBuilder;
  nested?: { readonly row: number; readonly place: string };
}

/** Columns of records whose values come by name. A name that is absent in a record is missing there. */
export class RecordColumns {
  private readonly fields = new Map<string, Field>();
  private rowCount = 0;

  /** @param nameOf the name of a column from the key of its values */
  constructor(private readonly nameOf: (key: string) => string) {}

  /** @param place where the record stands, for messages */
  write(record: object, place: string): void {
    const values = record as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(values)) if (!this.fields.has(key)) this.begin(key);
    for (const [key, field] of this.fields) {
      const value = Object.hasOwn(values, key) ? values[key] : null;
      if (!isCell(value)) field.nested ??= { row: this.rowCount, place };
      field.builder.writeCell(this.rowCount, isCell(value) ? value : null);
    }
    this.rowCount++;
  }

  /** Every key and word that came so far, as a function makes it. */
  changeWords(change: (word: string) => string): void {
    const before = [...this.fields];
    this.fields.clear();
    for (const [key, { name, builder, nested }] of before) {
      builder.changeWords(change);
      this.fields.set(change(key), { name: change(name), builder, ...(nested ? { nested } : {}) });
    }
  }

  /**
   * The columns in the order of first appearance.
   * @param ignored names of columns that are not looked at
   * @throws FormatError for a nested value in a column that is
   */
  build(source: string, ignored: readonly string[]): RawTable {
    const fields = [...this.fields.values()];
    const names = fields.map(({ name }) => name);
    const dropped = areNamed(names, ignored);
    if (this.rowCount === 1 && fields.length > 0 && fields.every(({ nested }) => nested)) throw isByColumns(source);
    refuseNested(
      source,
      fields.filter((_, index) => !dropped[index]),
    );
    const columns = fields.map(({ builder }, index) =>
      dropped[index] ? Column.missing(this.rowCount) : builder.build(this.rowCount),
    );
    return { ...distinctNames(names), columns, header: true };
  }

  private begin(key: string): void {
    const builder = new ColumnBuilder();
    for (let row = 0; row < this.rowCount; row++) builder.writeCell(row, null);
    this.fields.set(key, { name: this.nameOf(key), builder });
  }
}

const isCell = (value: unknown): value is Cell => value === null || typeof value !== "object";

const isByColumns = (source: string): FormatError =>
  new FormatError({
    source,
    got: "one object that holds whole columns",
    expected: "an object a row: one a line, or an array of them",
    hint: 'Pandas writes them so: to_json(orient="records").',
  });

function refuseNested(source: string, fields: readonly Field[]): void {
  const [first] = fields
    .flatMap(({ name, nested }) => (nested ? [{ name, ...nested }] : []))
    .sort((one, other) => one.row - other.row);
  if (!first) return;
  throw new FormatError({
    source,
    got: `a nested value of "${first.name}" in ${first.place}`,
    expected: "a number, text, true, false or null in a cell",
    hint: "Leave the column out (drop), or flatten it first.",
  });
}
