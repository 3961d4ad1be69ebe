import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { currentBackend } from "../numerics/index.js";

/** The masks of gates (d×m, one a column), as training packs them, so that a value on a gate falls on the same side. */
export function masksOf(inputs: Matrix, gates: Matrix): Uint32Array {
  return currentBackend().packMasks(inputs.values, inputs.rows, inputs.columns, gates.values, gates.columns);
}

/**
 * Σ_i D_iX w_i, n×K.
 * @param masks of m gates
 * @param blocks m × (d·K)
 */
export function openForward(inputs: Matrix, masks: Uint32Array, blocks: Matrix): Matrix {
  const { rows, columns } = inputs;
  const outputs = blocks.columns / columns;
  const out = matrix(rows, outputs);
  if (blocks.rows === 0) return out;
  const products = currentBackend().maskedProducts(inputs.values, rows, columns, masks, blocks.rows);
  const which = Int32Array.from({ length: blocks.rows }, (_, i) => i);
  products.forward(blocks.values, outputs, which, out.values);
  products.dispose();
  return out;
}
