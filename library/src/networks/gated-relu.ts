import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import type { NetworkKind } from "./network-kind.js";
import { masksOf, openForward } from "./open-forward.js";
import { requireColumns } from "./required-columns.js";

/**
 * f_G(x) = Σ_i 1{xᵀg_i ≥ 0} xᵀw_i (section 2). A bias is a constant column of the table. Does not do: training.
 */
export interface GatedReluNetwork {
  readonly kind: "gated-relu";
  /** d×m, one gate a column. */
  readonly gates: Matrix;
  /** m × (d·K), row i is w_i (d×K, row-major). */
  readonly blocks: Matrix;
}

/**
 * A network from m gates (d×m, one a column) and their blocks (m × d·K).
 * @returns the network
 * @throws InputError when there is not one block for each gate
 */
export function gatedReluNetwork(gates: Matrix, blocks: Matrix): GatedReluNetwork {
  if (blocks.rows !== gates.columns || blocks.columns % gates.rows !== 0) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "blocks",
      got: `${blocks.rows} × ${blocks.columns} blocks for ${gates.columns} gates of ${gates.rows} columns`,
      expected: `one row a gate, with a whole multiple of ${gates.rows} numbers`,
    });
  }
  return { kind: "gated-relu", gates, blocks };
}

/**
 * f_G(X) of a gated network.
 * @param inputs n×d
 * @returns n×K
 * @throws InputError when the number of columns differs
 */
export function gatedReluPredictions({ gates, blocks }: GatedReluNetwork, inputs: MatrixLike): Matrix {
  const x = toMatrix(inputs, "inputs");
  requireColumns(x, gates.rows);
  return openForward(x, masksOf(x, gates), blocks);
}

export const gatedReluKind: NetworkKind<GatedReluNetwork> = {
  predictions: gatedReluPredictions,
  inputCount: ({ gates }) => gates.rows,
  outputCount: ({ gates, blocks }) => blocks.columns / gates.rows,
  neuronCount: ({ blocks }) => blocks.rows,
  weights: ({ gates, blocks }) => [gates.values, blocks.values],
};
