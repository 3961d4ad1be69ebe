import { type Activation, activate, relu } from "../activations/activation.js";
import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { NetworkKind } from "./network-kind.js";
import { requireColumns } from "./required-columns.js";

/**
 * The two-layer network f(x) = Σ_j σ(xᵀw_j) a_j of (1), σ the ReLU unless another activation is given. A bias is a constant column of the table.
 * Does not do: training; gates (prediction needs none).
 */
export interface ReluNetwork {
  readonly kind: "relu";
  /** m×d, row j is w_j. */
  readonly hidden: Matrix;
  /** m×K, row j is a_j. */
  readonly output: Matrix;
  /** σ; the ReLU when absent. */
  readonly activation?: Activation;
}

/**
 * A network from flat weights: `hidden` m×d, `output` m×K, both row-major.
 * @returns the network
 * @throws InputError when there is not one output weight for each neuron
 */
export function reluNetwork(hidden: Matrix, output: Matrix, activation?: Activation): ReluNetwork {
  if (hidden.rows !== output.rows) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "output",
      got: `${output.rows} output rows for ${hidden.rows} neurons`,
      expected: "one row a neuron",
    });
  }
  return { kind: "relu", hidden, output, ...(activation ? { activation } : {}) };
}

/**
 * f(X) of a two-layer network.
 * @param inputs n×d
 * @returns n×K
 * @throws InputError when the number of columns differs
 */
export function reluPredictions(network: ReluNetwork, inputs: MatrixLike): Matrix {
  const x = toMatrix(inputs, "inputs");
  const { hidden, output, activation = relu() } = network;
  const d = hidden.columns;
  const outputs = output.columns;
  requireColumns(x, d);
  const out = new Float64Array(x.rows * outputs);
  for (let j = 0; j < x.rows; j++) {
    for (let i = 0; i < hidden.rows; i++) {
      let product = 0;
      for (let k = 0; k < d; k++) product += x.values[j * d + k] * hidden.values[i * d + k];
      const neuron = activate(activation, product);
      if (neuron === 0) continue;
      for (let k = 0; k < outputs; k++) out[j * outputs + k] += neuron * output.values[i * outputs + k];
    }
  }
  return matrix(x.rows, outputs, out);
}

export const reluKind: NetworkKind<ReluNetwork> = {
  predictions: reluPredictions,
  inputCount: ({ hidden }) => hidden.columns,
  outputCount: ({ output }) => output.columns,
  neuronCount: ({ hidden }) => hidden.rows,
  weights: ({ hidden, output }) => [hidden.values, output.values],
};
