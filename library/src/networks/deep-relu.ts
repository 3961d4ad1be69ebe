import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend } from "../numerics/index.js";
import type { NetworkKind } from "./network-kind.js";
import { requireColumns } from "./required-columns.js";

/** f(x) = ((xᵀW_1)₊W_2)₊ … W_L: plain layers of ReLU, any number of them. A bias is a constant column of the table. Does not do: training. */
export interface DeepReluNetwork {
  readonly kind: "deep-relu";
  /** W_l, units of the layer before × units; the last one is the readout. */
  readonly weights: readonly Matrix[];
}

/**
 * f(X) of a deep ReLU network.
 * @param inputs n×d
 * @returns n×K
 * @throws InputError when the number of columns differs
 */
export function deepReluPredictions({ weights }: DeepReluNetwork, inputs: MatrixLike): Matrix {
  let values = toMatrix(inputs, "inputs");
  requireColumns(values, weights[0].rows);
  weights.forEach((layer, l) => {
    if (l > 0) values = rectified(values);
    values = product(values, layer);
  });
  return values;
}

export function product(a: Matrix, b: Matrix): Matrix {
  const out = matrix(a.rows, b.columns);
  if (b.rows > 0 && b.columns > 0) {
    currentBackend().multiply(a.values, a.rows, a.columns, b.values, b.columns, out.values);
  }
  return out;
}

export const rectified = ({ rows, columns, values }: Matrix): Matrix =>
  matrix(
    rows,
    columns,
    values.map((value) => (value > 0 ? value : 0)),
  );

export const deepReluKind: NetworkKind<DeepReluNetwork> = {
  predictions: deepReluPredictions,
  inputCount: ({ weights }) => weights[0].rows,
  outputCount: ({ weights }) => weights[weights.length - 1].columns,
  /** Hidden ones. */
  neuronCount: ({ weights }) => weights.slice(0, -1).reduce((sum, { columns }) => sum + columns, 0),
  weights: ({ weights }) => weights.map(({ values }) => values),
};
