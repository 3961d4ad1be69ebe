import { type Cell, defaultMissingMarkers, type ReadOptions, type Table } from "@halfspace/tables";
import { readTableFile } from "@halfspace/tables/node";
import { InputError } from "halfspace";

const notANumber = /^[+-]?nan$/i;
const missing = defaultMissingMarkers.filter((marker) => !notANumber.test(marker));

/**
 * Reads a table from a file. NaN among numbers is refused, not filled in: a person at a terminal is told of a computation that
 * failed upstream. (`@halfspace/tables` by itself reads it as missing.)
 * @throws InputError, FormatError
 */
export async function readRows(path: string, reading: ReadOptions): Promise<Table> {
  const table = await readTableFile(path, { ...reading, missing });
  table.columns.forEach((cells, column) => {
    const row = cells.findIndex((cell) => notANumber.test(String(cell)));
    if (row < 0 || !cells.some(holdsNumber)) return;
    throw new InputError(
      "not-finite",
      "table",
      `${path}: column "${table.columnNames[column]}", row ${row + 1} is ${cells[row]}; expected a number. If the value is missing, leave the cell empty or write NA.`,
    );
  });
  return table;
}

const holdsNumber = (cell: Cell): boolean => cell !== null && cell !== "" && Number.isFinite(Number(cell));
