import { InputError } from "../errors.js";

/** A dense matrix: `values[i * columns + j]` is row i, column j (row-major Float64Array). */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** What the public doors take for a table: a Matrix, or rows of numbers, each an array or a typed one. */
export type MatrixLike = Matrix | readonly ArrayLike<number>[];

/** What the public doors take for targets: one number a sample, or a table with one column an output. */
export type TargetsLike = MatrixLike | ArrayLike<number>;

/**
 * A matrix over `values` (row-major; a Float64Array is kept and not copied, anything else is copied); zeros when absent.
 * @returns the matrix
 * @throws InputError when they are not rows × columns
 */
export function matrix(rows: number, columns: number, values?: ArrayLike<number>): Matrix {
  const data = values instanceof Float64Array ? values : values ? Float64Array.from(values) : undefined;
  if (data && data.length !== rows * columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "values",
      got: `${data.length} values for ${rows} rows × ${columns} columns`,
      expected: `${rows * columns}`,
    });
  }
  return { rows, columns, values: data ?? new Float64Array(rows * columns) };
}

/** Validates a table at a public door: rectangular, at least one row and column, finite numbers only. Never copies a Matrix. */
export function toMatrix(table: MatrixLike, argument: string): Matrix {
  const result = isMatrix(table) ? table : fromRows(table, argument);
  if (result.rows < 1 || result.columns < 1) {
    throw new InputError({
      code: "empty",
      argument,
      got: `${result.rows} rows × ${result.columns} columns`,
      expected: "at least one of each",
    });
  }
  if (result.values.length !== result.rows * result.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument,
      got: `${result.values.length} values`,
      expected: `${result.rows} × ${result.columns}`,
    });
  }
  requireFinite(result, argument);
  return result;
}

/** Validates targets: n×1 for a plain list, n×K for a table; n must be `sampleCount`. */
export function toTargets(targets: TargetsLike, sampleCount: number, argument = "targets"): Matrix {
  const flat = ArrayBuffer.isView(targets) || (Array.isArray(targets) && !isRow(targets[0]));
  if (flat && Array.isArray(targets)) requireNumbers(targets, argument, (row) => `row ${row}`);
  const result = flat
    ? toMatrix(matrix((targets as number[]).length, 1, targets as ArrayLike<number>), argument)
    : toMatrix(targets as MatrixLike, argument);
  if (result.rows !== sampleCount) {
    throw new InputError({
      code: "shape-mismatch",
      argument,
      got: `${result.rows} rows`,
      expected: `${sampleCount}, one for each row of inputs`,
    });
  }
  return result;
}

/**
 * The rows with the given indices, in that order.
 * @returns a new matrix with one row an index
 */
export function selectRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = source;
  const values = new Float64Array(indices.length * columns);
  for (let i = 0; i < indices.length; i++) {
    values.set(source.values.subarray(indices[i] * columns, (indices[i] + 1) * columns), i * columns);
  }
  return { rows: indices.length, columns, values };
}

/** The listed columns, in that order. */
export function selectColumns({ rows, columns, values }: Matrix, indices: ArrayLike<number>): Matrix {
  const selected = matrix(rows, indices.length);
  for (let k = 0; k < rows; k++) {
    for (let a = 0; a < indices.length; a++) selected.values[k * indices.length + a] = values[k * columns + indices[a]];
  }
  return selected;
}

/** The columns from `first` to before `last`. */
export function columnRange(source: Matrix, first: number, last: number): Matrix {
  return selectColumns(
    source,
    Int32Array.from({ length: last - first }, (_, k) => first + k),
  );
}

/** The columns of the first, then those of the second; both have as many rows. */
export function joinColumns(first: Matrix, second: Matrix): Matrix {
  const joined = matrix(first.rows, first.columns + second.columns);
  for (const [{ rows, columns, values }, offset] of [[first, 0] as const, [second, first.columns] as const]) {
    for (let k = 0; k < rows; k++)
      joined.values.set(values.subarray(k * columns, (k + 1) * columns), k * joined.columns + offset);
  }
  return joined;
}

/** The transpose, as a new matrix. */
export function transpose(source: Matrix): Matrix {
  const { rows, columns, values } = source;
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = values[i * columns + j];
  }
  return { rows: columns, columns: rows, values: result };
}

function isMatrix(table: MatrixLike | null | undefined): table is Matrix {
  return (table as Matrix | null | undefined)?.values instanceof Float64Array;
}

const isRow = (row: unknown): row is readonly number[] => Array.isArray(row) || ArrayBuffer.isView(row);

/** null and "" would become 0 without a word. */
function requireNumbers(cells: readonly unknown[], argument: string, place: (index: number) => string): void {
  const at = cells.findIndex((cell) => typeof cell !== "number");
  if (at < 0) return;
  throw new InputError({
    code: "wrong-type",
    argument,
    got: `${inWords(cells[at])} at ${place(at)}`,
    expected: "a number (impute or drop it first)",
  });
}

function inWords(value: unknown): string {
  if (typeof value === "string") return `the text ${JSON.stringify(value)}`;
  if (value === undefined) return "nothing (undefined)";
  return value === null || typeof value !== "object" ? String(value) : (value.constructor?.name ?? "an object");
}

function fromRows(table: readonly ArrayLike<number>[], argument: string): Matrix {
  if (!Array.isArray(table)) {
    throw new InputError({
      code: "wrong-type",
      argument,
      got: inWords(table),
      expected: "a Matrix or an array of rows of numbers",
    });
  }
  if (table.length > 0 && !isRow(table[0])) {
    throw new InputError({
      code: "wrong-type",
      argument,
      got: `a list whose first entry is ${inWords(table[0])}`,
      expected: "rows of numbers, such as [[1, 2], [3, 4]]",
    });
  }
  const columns = table[0]?.length ?? 0;
  const values = new Float64Array(table.length * columns);
  table.forEach((row, i) => {
    if (row?.length !== columns) {
      throw new InputError({
        code: "ragged-rows",
        argument,
        got: `${row?.length ?? "no"} values in row ${i}`,
        expected: `${columns}, as in row 0`,
      });
    }
    if (Array.isArray(row)) requireNumbers(row, argument, (column) => `row ${i}, column ${column}`);
    values.set(row, i * columns);
  });
  return { rows: table.length, columns, values };
}

function requireFinite({ values, columns }: Matrix, argument: string): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) {
      const [row, column] = [Math.floor(k / columns), k % columns];
      throw new InputError({
        code: "not-finite",
        argument,
        got: `${values[k]} at row ${row}, column ${column}`,
        expected: "a finite number (impute or drop it first)",
      });
    }
  }
}
