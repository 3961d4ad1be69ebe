import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend } from "../numerics/index.js";

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

/** A network from m gates (d×m, one a column) and their blocks (m × d·K). */
export function gatedReluNetwork(gates: Matrix, blocks: Matrix): GatedReluNetwork {
  if (blocks.rows !== gates.columns || blocks.columns % gates.rows !== 0) {
    throw new InputError(
      "shape-mismatch",
      "blocks",
      `gatedReluNetwork: got ${blocks.rows} × ${blocks.columns} blocks for ${gates.columns} gates of ${gates.rows} columns; expected one row a gate, with a whole multiple of ${gates.rows} numbers`,
    );
  }
  return { kind: "gated-relu", gates, blocks };
}

/**
 * f_G(X), n×K. The core that made the masks in training makes them here, so that a value on a gate falls on the same side.
 * @param inputs n×d
 */
export function gatedReluPredictions({ gates, blocks }: GatedReluNetwork, inputs: MatrixLike): Matrix {
  const x = toMatrix(inputs, "inputs");
  if (x.columns !== gates.rows) {
    throw new InputError(
      "shape-mismatch",
      "inputs",
      `inputs: got ${x.columns} columns; expected ${gates.rows}, as in the table the network was trained on`,
    );
  }
  const [d, count, outputs] = [x.columns, gates.columns, blocks.columns / x.columns];
  const out = new Float64Array(x.rows * outputs);
  if (count > 0) {
    const backend = currentBackend();
    const masks = backend.packMasks(x.values, x.rows, d, gates.values, count);
    const products = backend.maskedProducts(x.values, x.rows, d, masks, count);
    products.forward(
      blocks.values,
      outputs,
      Int32Array.from({ length: count }, (_, i) => i),
      out,
    );
    products.dispose();
  }
  return matrix(x.rows, outputs, out);
}
