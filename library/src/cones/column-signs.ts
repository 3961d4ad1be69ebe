import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";

/**
 * Monotone networks. With s_k = 1 where the prediction may never fall in column k, −1 where it may never rise, and 0
 * elsewhere, the neurons of f(x) = Σ_i a_i (xᵀw_i)₊ lie in
 *
 *     {(w, a) : s_k a w_k ≥ 0 for every k},
 *
 * a cone for either sign of a. The slope of f along column k is Σ a_iw_ik over the open neurons, so it has the sign s_k
 * or is 0 on every piece.
 * Does not do: monotone networks whose neurons do not have these signs; the condition is sufficient and not necessary.
 */
export type ColumnSigns = Int8Array;

/**
 * Reads one of −1, 0 and 1 a column; undefined where no column is constrained.
 * @param columns d
 * @throws InputError for another number of entries, or any other number
 */
export function readColumnSigns(
  given: ArrayLike<number> | undefined,
  columns: number,
  argument = "monotone",
): ColumnSigns | undefined {
  if (given === undefined) return undefined;
  if (given.length !== columns) {
    const expected = `${columns}, one for each column`;
    throw new InputError({ code: "shape-mismatch", argument, got: `${given.length} entries`, expected });
  }
  const strange = Array.from(given).find((sign) => sign !== 1 && sign !== -1 && sign !== 0);
  if (strange !== undefined) {
    const expected = "1 (never falls), -1 (never rises) or 0 (free)";
    throw new InputError({ code: "out-of-range", argument, got: strange, expected });
  }
  const signs = Int8Array.from(given);
  return signs.some((sign) => sign !== 0) ? signs : undefined;
}

/** The same signs where further columns, such as a bias, stand behind those that they are of: these are free. */
export function extendedSigns(signs: ArrayLike<number>, columns: number): ColumnSigns {
  const extended = new Int8Array(columns);
  extended.set(signs);
  return extended;
}

/** s_ke_k for every constrained column, m×d: the neurons with positive output have s_kw_k ≥ 0. */
export function signRows(signs: ColumnSigns): Matrix {
  const constrained = Array.from(signs.keys()).filter((k) => signs[k] !== 0);
  const rows = matrix(constrained.length, signs.length);
  constrained.forEach((k, i) => {
    rows.values[i * signs.length + k] = signs[k];
  });
  return rows;
}

/** The rows of the first table, then those of the second. */
export function stackedRows(first: Matrix, second: Matrix): Matrix {
  const values = new Float64Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return matrix(first.rows + second.rows, first.columns, values);
}

/** In place: entries of w (length d) with the wrong sign for a neuron whose output has the sign `side` become 0. */
export function clampToSigns(w: Float64Array, signs: ColumnSigns, side: number): void {
  for (let k = 0; k < w.length; k++) if (side * signs[k] * w[k] < 0) w[k] = 0;
}
