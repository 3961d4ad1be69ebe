import type { ColumnSigns } from "../cones/column-signs.js";
import type { ReluNetwork } from "./relu.js";

/**
 * s_k a_i w_ik ≥ 0 for every neuron i and every column k: the signs by which f(x) = Σ_i a_i (xᵀw_i)₊ never falls along a column with s_k = 1 and
 * never rises along one with s_k = −1 (`cones/column-signs.ts`). They are read from the weights alone.
 * Does not do: several outputs; monotone networks without these signs.
 */

/** A weight by which a network is not monotone: the neuron and the column; undefined where every neuron has the signs. */
export function wrongSign(
  { hidden, output }: ReluNetwork,
  signs: ColumnSigns,
): { readonly neuron: number; readonly column: number } | undefined {
  const d = hidden.columns;
  for (let i = 0; i < hidden.rows; i++) {
    for (let k = 0; k < d; k++) {
      // Signs and not products, which may underflow.
      const wrong = signs[k] * Math.sign(output.values[i]) * Math.sign(hidden.values[i * d + k]) < 0;
      if (wrong) return { neuron: i, column: k };
    }
  }
  return undefined;
}
