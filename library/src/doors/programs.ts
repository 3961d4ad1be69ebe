/**
 * halfspace/programs: more programs that the solvers and certificates know, their objectives, and what a certificate proves of them.
 * `gatedReluProgram`, `exactReluProgram`, `lambdaMax`, `solve` and `verifyCertificate` are exported from `halfspace`.
 */

export type { AllNetworksBound } from "../certificates/all-networks.js";
export { certify } from "../certificates/certificate.js";
export { certifyNetwork, type NetworkCertificate } from "../certificates/network-certificate.js";
export { unusedGates } from "../certificates/unused-gates.js";
export { withConstant } from "../losses/constant/with-constant.js";
export type { FreeConstant } from "../losses/loss.js";
export type { GroupPenalty } from "../penalties/group-penalty.js";
export {
  type ConvolutionalOptions,
  type ConvolutionalProgram,
  convolutionalProgram,
} from "../programs/convolutional.js";
export type { ExactReluOptions } from "../programs/exact-relu.js";
export type { GatedReluOptions } from "../programs/gated-relu.js";
export { type GroupProgram, groupNorm, primalObjective, type SparseBlocks } from "../programs/group-program.js";
export {
  type NetworkTraining,
  type NetworkTrainingOptions,
  networkObjective,
  networkTraining,
} from "../programs/network-training.js";
export type { PenalisedProgram } from "../programs/penalised.js";
export {
  type PowerFamilyOptions,
  type PowerProgram,
  powerFamilyProgram,
  type WeightedRidgeOptions,
  weightedRidgeProgram,
} from "../programs/weighted-ridge.js";
export { decodeOutputs, encodeLabels } from "../reductions/class-labels.js";
