import type { ConvolutionalNetwork, GatedConvolutionalNetwork } from "../networks/convolutional.js";
import type { DeepGatedNetwork } from "../networks/deep-gated.js";
import type { DeepReluNetwork } from "../networks/deep-relu.js";
import type { GatedActivationNetwork } from "../networks/gated-activation.js";
import type { GatedReluNetwork } from "../networks/gated-relu.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { KernelMachine } from "./kernel-machine.js";

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

/** A network that was trained without a fold of the rows. */
export type FoldNetwork = GatedNetwork | AverageNetwork;

/** What can stand between the maps of columns and outputs. */
export type InnerNetwork = NeuronNetwork | KernelMachine | AverageNetwork;
