import { type Encoding, missingMarkersButNaN, type ReadOptions, requireNumbers, type Table } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { InputError } from "halfspace";

/**
 * Reads a table from a file; NaN among numbers is refused, not filled in. (`@halfspace/tables` by itself reads it as missing.)
 * @throws InputError, FormatError
 */
export async function readRows(path: string, reading: ReadOptions): Promise<Table> {
  const table = await readTableFile(path, { ...reading, missing: [...missingMarkersButNaN] });
  requireNumbers(table, path);
  return table;
}

/**
 * Reads a table for a model, as the model's own was read. `header: false` (--no-header) is understood where the model has no names either.
 * @throws InputError, FormatError
 */
export function readRowsFor({ reading }: Encoding, path: string, header: boolean): Promise<Table> {
  if (header || !reading.header) return readRows(path, reading);
  throw new InputError({
    code: "conflicting-options",
    argument: "header",
    got: "it with a model that finds columns by name",
    expected: "a table with its row of names",
  });
}
