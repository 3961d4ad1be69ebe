import type { Cell, Table } from "./table.js";

/**
 * The table as JSON lines, row by row: numbers, text, true and false stay what they are, and a missing cell is null. `readTable` reads it back
 * as the same table, cell for cell.
 * @returns the lines, each with its LF
 */
export function* toJsonLines({ columnNames, columns, rowCount }: Pick<Table, "columnNames" | "columns" | "rowCount">) {
  const names = columnNames.map((name) => JSON.stringify(name));
  const cells: readonly (readonly Cell[])[] = Array.from(columns);
  for (let row = 0; row < rowCount; row++) {
    yield `{${names.map((name, index) => `${name}:${JSON.stringify(cells[index][row])}`).join(",")}}\n`;
  }
}
