/**
 * halfspace/networks: networks as plain records, their forward passes, and the networks that the solution of a program stands for.
 * `coneDecomposition` is exported from `halfspace`.
 */

export { activate } from "../activations/activation.js";
export type { DecompositionOptions, DecompositionStrategy, GatedPoint } from "../decomposition/cone-decomposition.js";
export {
  type JointDecomposition,
  type JointOptions,
  jointDecomposition,
} from "../decomposition/joint-decomposition.js";
export { gatedNetwork, plainNetwork } from "../decomposition/program-networks.js";
export type {
  AverageNetwork,
  GatedNetwork,
  InnerNetwork,
  NeuronNetwork,
  PlainNetwork,
} from "../models/inner-network.js";
export type { KernelMachine } from "../models/kernel-machine.js";
export type { KernelName } from "../models/kernel-model.js";
export { networkPredictions, rawNetwork } from "../models/network-kinds.js";

export type { ColumnMap, OutputMap } from "../networks/affine-map.js";
export type { ConvolutionalNetwork, GatedConvolutionalNetwork } from "../networks/convolutional.js";
export type { DeepGatedNetwork } from "../networks/deep-gated.js";
export { type DeepReluNetwork, deepReluPredictions } from "../networks/deep-relu.js";
export type { GatedActivationNetwork } from "../networks/gated-activation.js";
export { type GatedReluNetwork, gatedReluNetwork, gatedReluPredictions } from "../networks/gated-relu.js";
export { type ReluNetwork, reluNetwork, reluPredictions } from "../networks/relu.js";
export { exactReluNetwork } from "../programs/exact-relu.js";
