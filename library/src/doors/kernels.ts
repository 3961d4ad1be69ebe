/**
 * halfspace/kernels: kernels of wide networks and of masks, kernel ridge regression, and learning with many kernels (12).
 * `neuralTangentKernel`, `ntkWeights` and `kernelRidgeRegression` are exported from `halfspace`.
 */

export { type KernelDescription, kernelOf } from "../kernels/described-kernel.js";
export { type FiniteWidthOptions, finiteWidthTangentKernel } from "../kernels/finite-width.js";
export { gaussianKernel } from "../kernels/gaussian-kernel.js";
export type { Kernel } from "../kernels/kernel.js";
export {
  type KernelRidgeClassifier,
  type KernelRidgeModel,
  type KernelRidgeOptions,
  kernelRidgeClassification,
  type LeaveOneOut,
} from "../kernels/kernel-ridge-regression.js";
export { laplaceKernel } from "../kernels/laplace-kernel.js";
export { type KernelRidge, kernelRidge } from "../kernels/leave-one-out-ridge.js";
export { maskingKernel } from "../kernels/masking-kernel.js";
export { reluTangentKernel } from "../kernels/neural-tangent-kernel.js";
export {
  type NtkWeightEstimates,
  type NtkWeightsMethod,
  type NtkWeightsOptions,
  ntkWeightEstimates,
} from "../kernels/ntk-weights.js";
export { weightedKernelSum } from "../kernels/weighted-sum.js";
export { type KernelRidgeProgram, kernelRidgeProgram } from "../programs/kernel-ridge.js";
export {
  groupPenaltyOf,
  kernelPenaltyAsPrinted,
  kernelPenaltyOf,
  kernelWeightsOf,
} from "../programs/kernel-weights.js";
export {
  groupLassoOf,
  type MultipleKernelOptions,
  type MultipleKernelProgram,
  multipleKernelObjective,
  multipleKernelProgram,
} from "../programs/multiple-kernel.js";
