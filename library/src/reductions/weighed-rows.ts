import { type Matrix, matrix } from "../linear-algebra/matrix.js";

/**
 * Row weights c inside the rows, where the loss is squared and what is fitted is positively homogeneous (ReLU networks, the NTK):
 *
 *     Σ_j c_j (Σ_i (x_jᵀw_i)₊a_i − y_j)² = Σ_j (Σ_i (√c_j x_jᵀw_i)₊a_i − √c_j y_j)²
 *
 * Does not do: other losses; an unpenalised constant.
 */
export function weighedRows(rows: Matrix, weights: Float64Array | undefined): Matrix {
  if (!weights) return rows;
  const { columns, values } = rows;
  const roots = weights.map(Math.sqrt);
  return matrix(
    rows.rows,
    columns,
    values.map((value, k) => roots[Math.floor(k / columns)] * value),
  );
}
