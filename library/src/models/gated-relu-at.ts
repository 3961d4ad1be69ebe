import { type Matrix, matrix, selectColumns } from "../linear-algebra/matrix.js";
import { type GatedReluNetwork, gatedReluNetwork } from "../networks/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";

/** The gates (d×m, one a column) of the blocks that are not zero. */
export const activeGates = (gates: Matrix, point: SparseBlocks): Matrix => selectColumns(gates, point.which);

/** The network of a point over gates (d×p) of two layers of ReLU. @param outputs K */
export function gatedReluAt(gates: Matrix, point: SparseBlocks, outputs: number): GatedReluNetwork {
  const blocks = matrix(point.which.length, gates.rows * outputs, point.blocks);
  return gatedReluNetwork(activeGates(gates, point), blocks);
}
