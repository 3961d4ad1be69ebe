import { missingMarkersButNaN, type ReadOptions, requireNumbers, type Table } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";

/**
 * Reads a table from a file; NaN among numbers is refused, not filled in. (`@halfspace/tables` by itself reads it as missing.)
 * @throws InputError, FormatError
 */
export async function readRows(path: string, reading: ReadOptions): Promise<Table> {
  const table = await readTableFile(path, { ...reading, missing: [...missingMarkersButNaN] });
  requireNumbers(table, path);
  return table;
}
