import { InputError, type Matrix, matrix } from "halfspace";
import { numberOf, truthOf } from "./cells.js";
import { isNumeric } from "./column-types.js";
import type { Column } from "./columns/column.js";
import { columnsOf } from "./columns/table-columns.js";
import { dateWriter, type Writer } from "./date-writer.js";
import { type ColumnEncoding, type Encoding, placedColumns } from "./encoding.js";
import { type Cell, listNames, positionalName, type Table } from "./table.js";

/**
 * The matrix of a table of raw rows by an encoding learned before: one row for each row (of `rows`, in their order, when given).
 *
 * Columns are found by name; others in the table, the target too, are ignored. A table without a header that lacks just the
 * target column is understood. A level never seen is pooled with "other", or all zeros where training pooled none. A number
 * beyond the limits of its column is taken as the nearer of them.
 * @returns rows × `featureNames(encoding).length`, not scaled
 * @throws InputError ("missing-column", "wrong-type") naming the column, and the row and the value that do not fit
 */
export function encode(encoding: Encoding, table: Table, options: { rows?: ArrayLike<number> } = {}): Matrix {
  const { rows } = options;
  const rowCount = rows?.length ?? table.rowCount;
  const columns = placedColumns(encoding);
  const width = columns.reduce((sum, placed) => sum + placed.width, 0);
  const values = new Float64Array(rowCount * width);
  for (const { column, first } of columns) {
    const cells = cellsOf(encoding, table, column.name);
    const write = writerOf(column, cells, encoding.reading.header);
    for (let place = 0; place < rowCount; place++) write(rows ? rows[place] : place, values, place * width + first);
  }
  return matrix(rowCount, width, values);
}

function writerOf(column: ColumnEncoding, cells: Column, header: boolean): Writer {
  if (column.type === "category") return levelWriter(column, cells);
  return column.type === "date" ? dateWriter(column, cells) : numberWriter(column, cells, header);
}

type NumberColumn = Extract<ColumnEncoding, { type: "numeric" | "boolean" }>;

function numberWriter(column: NumberColumn, cells: Column, header: boolean): Writer {
  const numbers = column.type === "numeric" ? cells.numbers() : cells.measured(truthOf);
  const limits = column.type === "numeric" ? column.limits : undefined;
  const [least, most] = limits ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return (row, values, at) => {
    if (cells.isMissing(row)) {
      values[at] = column.median;
      if (column.indicator) values[at + 1] = 1;
      return;
    }
    if (!Number.isFinite(numbers[row])) refuseCell(column, cells.at(row), row, header);
    values[at] = Math.max(least, Math.min(most, numbers[row]));
  };
}

function refuseCell({ name, type }: NumberColumn, cell: Cell, row: number, header: boolean): never {
  const hint =
    header || row > 0
      ? undefined
      : "It was trained on a table without a row of names, and takes the first row as data.";
  throw new InputError({
    code: "wrong-type",
    argument: "table",
    got: `"${cell}" in column "${name}", row ${row + 1}`,
    expected: `${type === "numeric" ? "a finite number" : "true or false"}, as in training`,
    hint,
  });
}

function levelWriter(column: Extract<ColumnEncoding, { type: "category" }>, cells: Column): Writer {
  refuseNumbers(column.name, column.levels, cells);
  const known = new Map(column.levels.map((level, index) => [level, index]));
  const other = column.other ? column.levels.length : -1;
  const missing = column.missing ? column.levels.length + Number(column.other) : other;
  const positions = cells.measured((cell) => known.get(String(cell)) ?? other);
  return (row, values, at) => {
    const position = cells.isMissing(row) ? missing : positions[row];
    if (position >= 0) values[at + position] = 1;
  };
}

/** A column of words that now holds nothing but numbers is another column, not unseen levels. */
function refuseNumbers(name: string, levels: readonly string[], cells: Column): void {
  if (levels.length === 0 || levels.some((level) => !Number.isNaN(numberOf(level)))) return;
  const row = cells.findRow((cell) => cell !== null);
  if (row < 0 || !isNumeric(cells)) return;
  throw new InputError({
    code: "wrong-type",
    argument: "table",
    got: `numbers in column "${name}" (row ${row + 1}: ${cells.at(row)})`,
    expected: `text such as ${listNames(levels, 3)}`,
  });
}

/** The cells of a column by its name, or by its place without a header. @throws InputError where it is absent */
export function cellsOf(encoding: Encoding, table: Table, name: string): Column {
  const index = indexOf(encoding, table, name);
  if (index >= 0) return columnsOf(table)[index];
  throw new InputError({
    code: "missing-column",
    argument: "table",
    got: `no column "${name}", which the model needs`,
    hint: `Its columns are ${listNames(table.columnNames)}${dataForNames(table)}.`,
  });
}

/** Numbers in the place of names: most often the row of names is missing. */
const dataForNames = ({ columnNames }: Table): string =>
  columnNames.some((name) => Number.isFinite(numberOf(name))) ? " (its first row; the model needs a row of names)" : "";

/** Without a header the place counts: the columns behind an absent target stand one place to the left. */
function indexOf(encoding: Encoding, table: Table, name: string): number {
  const index = table.columnNames.indexOf(name);
  if (table.header || encoding.reading.header) return index;
  const { columnCount, position: targetPosition } = encoding.target;
  if (table.columns.length === columnCount) return index;
  if (table.columns.length !== columnCount - 1) {
    throw new InputError({
      code: "missing-column",
      argument: "table",
      got: `${table.columns.length} columns and no header`,
      expected: `${columnCount}, as in training (or ${columnCount - 1} without the target)`,
    });
  }
  const names = Array.from({ length: columnCount }, (_, column) => positionalName(column + 1));
  return names.indexOf(name) - (names.indexOf(name) >= targetPosition ? 1 : 0);
}
