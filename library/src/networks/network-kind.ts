import type { Matrix } from "../linear-algebra/matrix.js";

/** What is asked of a network, whatever its kind: one such record a kind, beside its type. */
export interface NetworkKind<Network> {
  /** f(X), n×K, for n rows of the columns that the network takes. */
  predictions(network: Network, inputs: Matrix): Matrix;
  /** The columns that it takes. */
  inputCount(network: Network): number;
  /** K */
  outputCount(network: Network): number;
  /** Neurons or gates; of a kernel machine the rows it keeps. */
  neuronCount(network: Network): number;
  /** The numbers that a prediction needs, array by array; what several parts share is one array. */
  weights(network: Network): readonly Float64Array[];
}
