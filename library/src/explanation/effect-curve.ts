import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { Predictor } from "../models/raw-network.js";
import { requireColumns } from "../networks/required-columns.js";

/** Which columns are set, and to what. */
export interface EffectCurveOptions {
  /** The first of the raw columns that are set, from 0. */
  readonly column: number;
  /** What they are set to, one point after the other: G×w numbers for w neighbouring columns. */
  readonly points: MatrixLike;
}

/** What a model says where some columns are set and all others stay as they are. */
export interface EffectCurve {
  /** G×K: the mean over the rows, the partial dependence (Friedman 2001). */
  readonly mean: Matrix;
  /** G matrices n×K: every row by itself (individual conditional expectation; Goldstein et al. 2015). */
  readonly individual: readonly Matrix[];
}

const known: OptionNames<EffectCurveOptions> = { column: "number", points: true };

/**
 * The effect of some columns on what a model of any kind says: they are set to one point after the other in every row. Where columns go together
 * in the table, some of these rows are unlike any that was seen; the mean alone hides rows that the column moves in opposite directions.
 * @param rows n×d raw rows
 * @returns the mean and the single rows, in the units of `network.predict`
 * @throws InputError for a point of another width than the columns that are left
 */
export function effectCurve(network: Predictor, rows: MatrixLike, options: EffectCurveOptions): EffectCurve {
  rejectUnknownOptions(options, known, "effectCurve");
  const table = toMatrix(rows, "rows");
  const points = toMatrix(options.points, "points");
  const { column } = options;
  requireColumns(table, network.inputCount);
  if (!Number.isInteger(column) || column < 0 || column + points.columns > table.columns) {
    throw new InputError({
      code: "out-of-range",
      argument: "column",
      got: `${column}, with ${points.columns} to be set`,
      expected: `columns from 0 to ${table.columns - 1}`,
    });
  }
  const outputs = network.outputCount;
  const individual = Array.from({ length: points.rows }, (_, point) => {
    const values = table.values.slice();
    const set = points.values.subarray(point * points.columns, (point + 1) * points.columns);
    for (let row = 0; row < table.rows; row++) values.set(set, row * table.columns + column);
    return matrix(table.rows, outputs, network.predict(matrix(table.rows, table.columns, values)));
  });
  const mean = matrix(points.rows, outputs);
  individual.forEach(({ values }, point) => {
    values.forEach((value, at) => {
      mean.values[point * outputs + (at % outputs)] += value / table.rows;
    });
  });
  return { mean, individual };
}
