import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import {
  type ConvolutionalNetwork,
  convolutionalKind,
  type GatedConvolutionalNetwork,
  gatedConvolutionalKind,
} from "../networks/convolutional.js";
import { type DeepGatedNetwork, deepGatedKind } from "../networks/deep-gated.js";
import { type DeepReluNetwork, deepReluKind } from "../networks/deep-relu.js";
import { type GatedActivationNetwork, gatedActivationKind } from "../networks/gated-activation.js";
import { type GatedReluNetwork, gatedReluKind } from "../networks/gated-relu.js";
import type { NetworkKind } from "../networks/network-kind.js";
import { type ReluNetwork, reluKind } from "../networks/relu.js";
import { type KernelMachine, kernelKind } from "./kernel-machine.js";

/** A network with gates: what a point of a gated program stands for. */
export type GatedNetwork = GatedReluNetwork | GatedActivationNetwork | DeepGatedNetwork | GatedConvolutionalNetwork;

/** A network of one layer of plain neurons, on rows or on patches. */
export type PlainNetwork = ReluNetwork | ConvolutionalNetwork;

/** What can be written as a graph of neurons or gates. */
export type NeuronNetwork = GatedNetwork | PlainNetwork | DeepReluNetwork;

/** f(x) = (1/M) Σ_m f_m(x), the mean of several networks over the same columns. */
export interface AverageNetwork {
  readonly kind: "average";
  readonly members: readonly (NeuronNetwork | KernelMachine)[];
}

/** What can stand between the maps of columns and outputs. */
export type InnerNetwork = NeuronNetwork | KernelMachine | AverageNetwork;

const averageKind: NetworkKind<AverageNetwork> = {
  predictions({ members }, inputs) {
    const mean = matrix(inputs.rows, kindOf(members[0]).outputCount(members[0]));
    for (const member of members) {
      const { values } = kindOf(member).predictions(member, inputs);
      for (let k = 0; k < values.length; k++) mean.values[k] += values[k] / members.length;
    }
    return mean;
  },
  inputCount: ({ members }) => kindOf(members[0]).inputCount(members[0]),
  outputCount: ({ members }) => kindOf(members[0]).outputCount(members[0]),
  neuronCount: ({ members }) => members.reduce((sum, member) => sum + kindOf(member).neuronCount(member), 0),
  weights: ({ members }) => members.flatMap((member) => kindOf(member).weights(member)),
};

/** The one place that knows every kind: a new one is an entry here. */
const kinds: { readonly [Kind in InnerNetwork["kind"]]: NetworkKind<Extract<InnerNetwork, { kind: Kind }>> } = {
  relu: reluKind,
  "deep-relu": deepReluKind,
  convolutional: convolutionalKind,
  "gated-relu": gatedReluKind,
  "gated-activation": gatedActivationKind,
  "deep-gated-relu": deepGatedKind,
  "gated-convolutional": gatedConvolutionalKind,
  kernel: kernelKind,
  average: averageKind,
};

/** What can be asked of a network of any kind. */
export const kindOf = (network: InnerNetwork): NetworkKind<InnerNetwork> => kinds[network.kind];

/**
 * f(X) of a network of any kind, n×K.
 * @param inputs n×d, the columns that the network itself takes (a bias is a constant column)
 * @returns n×K
 * @throws InputError when the number of columns differs
 */
export function networkPredictions(network: InnerNetwork, inputs: MatrixLike): Matrix {
  return kindOf(network).predictions(network, toMatrix(inputs, "inputs"));
}

/** How many numbers a prediction needs; rows that several members share count once. */
export function parameterCount(network: InnerNetwork): number {
  const weights = new Set(kindOf(network).weights(network));
  return [...weights].reduce((sum, { length }) => sum + length, 0);
}
