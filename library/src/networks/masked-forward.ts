import { type Activation, relu } from "../activations/activation.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { currentBackend } from "../numerics/index.js";
import { openForward } from "./open-forward.js";

/**
 * Σ_i (s₋ + (s₊ − s₋)D_i)X w_i, n×K; for thresholds Σ_i D_i1 w_i.
 * @param masks of m gates
 * @param blocks m × (d·K), for thresholds m×K
 */
export function maskedForward(inputs: Matrix, masks: Uint32Array, blocks: Matrix, activation = relu()): Matrix {
  const isThreshold = activation.name === "threshold";
  const table = isThreshold ? matrix(inputs.rows, 1, new Float64Array(inputs.rows).fill(1)) : inputs;
  const open = openForward(table, masks, blocks);
  const jump = isThreshold ? 1 : activation.positive - activation.negative;
  if (jump === 1 || blocks.rows === 0) return open;
  const same = linearForward(inputs, blocks, activation);
  return { ...open, values: open.values.map((value, k) => jump * value + same[k]) };
}

/** s₋ Σ_i X w_i: what every gate lets through. */
function linearForward(inputs: Matrix, blocks: Matrix, { negative }: Activation): Float64Array {
  const { rows, columns } = inputs;
  const outputs = blocks.columns / columns;
  const total = new Float64Array(blocks.columns);
  for (let k = 0; k < blocks.values.length; k++) total[k % total.length] += negative * blocks.values[k];
  const out = new Float64Array(rows * outputs);
  currentBackend().multiply(inputs.values, rows, columns, total, outputs, out);
  return out;
}
