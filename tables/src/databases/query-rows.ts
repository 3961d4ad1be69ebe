import { FormatError, InputError } from "halfspace";
import { cellOfValue } from "../cell-of-value.js";
import { Column } from "../columns/column.js";
import { ColumnBuilder } from "../columns/column-builder.js";
import { areNamed, distinctNames, type RawTable } from "../table.js";

/** The answer to a query, some rows at a time. */
export interface QueryRows {
  readonly names: readonly string[];
  readonly batches: AsyncIterable<readonly (readonly unknown[])[]> | Iterable<readonly (readonly unknown[])[]>;
}

/** Rows that are taken from a cursor at a time. */
export const rowsAtOnce = 10_000;

/**
 * The answer to a query as a table; of ignored columns no cell is looked at.
 * @throws FormatError for nested and binary values
 */
export async function tableOfRows({ names, batches }: QueryRows, ignored: readonly string[]): Promise<RawTable> {
  if (names.length === 0) throw new FormatError({ source: "query", got: "no columns", expected: "a select" });
  const dropped = areNamed(names, ignored);
  const builders = names.map(() => new ColumnBuilder());
  let row = 0;
  for await (const batch of batches) {
    for (const values of batch) {
      builders.forEach((builder, index) => {
        if (!dropped[index]) builder.writeCell(row, cellOfValue(values[index], names[index], "query"));
      });
      row++;
    }
  }
  const columns = builders.map((builder, index) => (dropped[index] ? Column.missing(row) : builder.build(row)));
  return { ...distinctNames(names), columns, header: true };
}

/** The module of a driver, which people install themselves. @throws InputError in one line where it is not there */
export async function driver<Module>(name: string, load: () => Promise<Module>): Promise<Module> {
  try {
    return await load();
  } catch (error) {
    throw missingDriver(name, `npm install ${name} installs it`, error as Error);
  }
}

/** The error of a driver that is not there, or does not work here. */
export const missingDriver = (name: string, remedy: string, { message }: Error): InputError =>
  new InputError({
    code: "driver-missing",
    argument: "database",
    got: `a database whose driver, the package ${name}, cannot be loaded (${message.split("\n")[0]})`,
    expected: "an installed driver",
    hint: `${remedy}.`,
  });
