import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { TrainedOutputs } from "../networks/affine-map.js";
import { convolutionalKind, gatedConvolutionalKind } from "../networks/convolutional.js";
import { deepGatedKind } from "../networks/deep-gated.js";
import { deepReluKind } from "../networks/deep-relu.js";
import { gatedActivationKind } from "../networks/gated-activation.js";
import { gatedReluKind } from "../networks/gated-relu.js";
import type { NetworkKind } from "../networks/network-kind.js";
import { reluKind } from "../networks/relu.js";
import type { Reduction } from "../reductions/reduction.js";
import type { AverageNetwork, InnerNetwork } from "./inner-network.js";
import { kernelKind } from "./kernel-machine.js";
import { type Network, networkOfKind, weightCount } from "./raw-network.js";

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
  return weightCount(kindOf(network).weights(network));
}

/**
 * The network over raw columns: they are mapped, the inner network runs, and its outputs are mapped back.
 * @param trained the constant that is added to the network's own outputs (K numbers), and the calibration that makes raw
 * outputs log-odds, so that all who read the network read the same labels and probabilities; neither when absent
 * @returns the network, with `predict`
 * @throws InputError from `predict`, when the number of columns differs
 */
export function rawNetwork<Inner extends InnerNetwork>(
  inner: Inner,
  reduction: Reduction,
  trained?: TrainedOutputs,
): Network<Inner> {
  return networkOfKind<Inner>(kindOf(inner), inner, reduction, trained);
}
