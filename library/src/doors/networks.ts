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
export { gatedNetwork, type PlainNetwork, plainNetwork } from "../decomposition/program-networks.js";
export { extendedToOnnx } from "../formats/onnx-extended.js";
export type { ColumnMap, OutputMap } from "../networks/affine-map.js";
export { type DeepReluNetwork, deepReluPredictions } from "../networks/deep-relu.js";
export { type ExtendedNetwork, extendedPredictions } from "../networks/gated.js";
export { type GatedReluNetwork, gatedReluNetwork, gatedReluPredictions } from "../networks/gated-relu.js";
export type { KernelMachine, KernelName } from "../networks/kernel-machine.js";
export { type InnerNetwork, networkParts, rawNetwork } from "../networks/network.js";
export { type ReluNetwork, reluNetwork, reluPredictions } from "../networks/relu.js";
export { exactReluNetwork } from "../programs/exact-relu.js";
