/**
 * halfspace: two-layer ReLU networks by convex optimisation, with certificates. A certificate speaks of the gates at hand; of all networks
 * only with coverage "complete".
 */

export {
  type Activation,
  type ActivationName,
  absoluteValue,
  activate,
  activationNames,
  leakyRelu,
  relu,
  threshold,
} from "./activations/activation.js";
export {
  type Arrangement,
  arrangementFromGates,
  type Coverage,
  gateVector,
  maskBit,
} from "./arrangements/arrangement.js";
export { isComplete, isMinimallyComplete } from "./arrangements/completeness.js";
export {
  type ComposedArrangement,
  type ComposedArrangementOptions,
  composedArrangement,
  type DeepGates,
} from "./arrangements/composed.js";
export { coverCount } from "./arrangements/cover-count.js";
export { type EnumerateArrangementOptions, enumerateArrangement } from "./arrangements/enumerate.js";
export { type GateStrategy, gateStrategies } from "./arrangements/gate-strategies.js";
export {
  type PatchOptions,
  type PatchShape,
  patchCount,
  patchMatrix,
  patchShape,
  patchSize,
} from "./arrangements/patches.js";
export {
  gaussianGates,
  type SampleArrangementOptions,
  sampleArrangement,
  sampledGates,
} from "./arrangements/sample.js";
export {
  type DescentMethod,
  type DescentOptions,
  type DescentResult,
  type DescentState,
  descend,
  descentSteps,
} from "./baselines/descent.js";
export { descendFromManyStarts, type ManyStartsOptions, type ManyStartsResult } from "./baselines/many-starts.js";
export { type Certificate, certify, type Verification } from "./certificates/certificate.js";
export { describeCertificate } from "./certificates/describe.js";
export { certifyNetwork, type NetworkCertificate } from "./certificates/network-certificate.js";
export { unusedGates } from "./certificates/unused-gates.js";
export { verifyCertificate } from "./certificates/verify.js";
export { type ConeProbabilities, coneProbabilities } from "./cones/probabilities/cone-probabilities.js";
export {
  type MonteCarloOptions,
  type MonteCarloProbabilities,
  monteCarloProbabilities,
} from "./cones/probabilities/monte-carlo.js";
export { type OrthantOptions, orthantProbability } from "./cones/probabilities/orthant.js";
export type { Estimate } from "./cones/probabilities/quasi-monte-carlo.js";
export { solidAngles } from "./cones/probabilities/solid-angles.js";
export { type ConeProjection, projectOnCone } from "./cones/projection.js";
export {
  type ConeDecomposition,
  coneDecomposition,
  type DecompositionOptions,
  type DecompositionStrategy,
  type GatedPoint,
} from "./decomposition/cone-decomposition.js";
export {
  type JointDecomposition,
  type JointOptions,
  jointDecomposition,
} from "./decomposition/joint-decomposition.js";
export { gatedNetwork, type PlainNetwork, plainNetwork } from "./decomposition/program-networks.js";
export { FormatError, InputError } from "./errors.js";
export { fromAverageFile, isAverageFile, toAverageFile } from "./formats/average-file.js";
export { toJavaScriptModule } from "./formats/javascript-module.js";
export { fromModelFile, type ModelFileOptions, toModelFile } from "./formats/model-file.js";
export { type Exportable, type OnnxOptions, toOnnx } from "./formats/onnx.js";
export { extendedToOnnx } from "./formats/onnx-extended.js";
export { type ModelSummary, type ShapeSummary, shapeSummary, summariseModel } from "./formats/summary.js";
export { type KernelDescription, kernelOf } from "./kernels/described-kernel.js";
export { type FiniteWidthOptions, finiteWidthTangentKernel } from "./kernels/finite-width.js";
export { gaussianKernel } from "./kernels/gaussian-kernel.js";
export type { Kernel } from "./kernels/kernel.js";
export { type KernelRidge, kernelRidge } from "./kernels/kernel-ridge.js";
export {
  type KernelRidgeClassifier,
  type KernelRidgeModel,
  type KernelRidgeOptions,
  kernelRidgeClassification,
  kernelRidgeRegression,
  type LeaveOneOut,
} from "./kernels/kernel-ridge-regression.js";
export { maskingKernel } from "./kernels/masking-kernel.js";
export { neuralTangentKernel, reluTangentKernel } from "./kernels/neural-tangent-kernel.js";
export {
  type NtkWeightEstimates,
  type NtkWeightsMethod,
  type NtkWeightsOptions,
  ntkWeightEstimates,
  ntkWeights,
} from "./kernels/ntk-weights.js";
export { weightedKernelSum } from "./kernels/weighted-sum.js";
export { denseBlocks } from "./linear-algebra/dense-blocks.js";
export type { LeastSquaresOptions, LeastSquaresResult, LinearOperator } from "./linear-algebra/golub-kahan.js";
export { lsmr } from "./linear-algebra/lsmr.js";
export { lsqr } from "./linear-algebra/lsqr.js";
export { type Matrix, type MatrixLike, matrix, selectRows, type TargetsLike } from "./linear-algebra/matrix.js";
export { type SymmetricEigen, symmetricEigen } from "./linear-algebra/symmetric-eigen.js";
export { huber } from "./losses/huber.js";
export { logistic } from "./losses/logistic.js";
export type { Loss, LossData } from "./losses/loss.js";
export { lossNames, namedLoss } from "./losses/named.js";
export { hinge, quantile } from "./losses/piecewise-linear.js";
export { poisson } from "./losses/poisson.js";
export { softmax } from "./losses/softmax.js";
export { squared } from "./losses/squared.js";
export { squaredHinge } from "./losses/squared-hinge.js";
export {
  type AverageMember,
  type AverageModel,
  averageModelSize,
  type KernelMember,
  type NetworkMember,
  type Predictor,
} from "./models/average-model.js";
export type { NetworkShape } from "./models/network-shape.js";
export type {
  CertificateSummary,
  CrossValidation,
  CrossValidationPoint,
  DecompositionReport,
  ModelKind,
  ModelOptions,
  Reduction,
  SolverName,
  TrainedModel,
} from "./models/trained-model.js";
export type { ColumnMap, OutputMap } from "./networks/affine-map.js";
export { type DeepReluNetwork, deepReluPredictions } from "./networks/deep-relu.js";
export { type ExtendedNetwork, extendedPredictions } from "./networks/gated.js";
export { type GatedReluNetwork, gatedReluNetwork, gatedReluPredictions } from "./networks/gated-relu.js";
export type { KernelMachine, KernelName } from "./networks/kernel-machine.js";
export { type InnerNetwork, type Network, networkParts, rawNetwork } from "./networks/network.js";
export { type ReluNetwork, reluNetwork, reluPredictions } from "./networks/relu.js";
export {
  currentBackend,
  javascriptBackend,
  type MaskedProducts,
  maskWords,
  type NumericsBackend,
  startThreads,
  stopThreads,
  useBackend,
  wasmBackend,
} from "./numerics/index.js";
export type {
  AnyTrainResult,
  GeneratedTrainResult,
  KernelTrainResult,
  PathPoint,
  PredictionErrorPenalty,
  TrainOptions,
  TrainProgress,
  TrainResult,
} from "./options/options.js";
export type { GroupPenalty } from "./penalties/group-penalty.js";
export {
  type ConvolutionalOptions,
  type ConvolutionalProgram,
  convolutionalProgram,
} from "./programs/convolutional.js";
export {
  type ExactReluOptions,
  type ExactReluProgram,
  exactReluNetwork,
  exactReluProgram,
} from "./programs/exact-relu.js";
export { type GatedReluOptions, type GatedReluProgram, gatedReluProgram } from "./programs/gated-relu.js";
export {
  type GroupProgram,
  groupNorm,
  lambdaMax,
  predictionsOf,
  primalObjective,
  type SparseBlocks,
} from "./programs/group-program.js";
export { type KernelRidgeProgram, kernelRidgeProgram } from "./programs/kernel-ridge.js";
export {
  groupPenaltyOf,
  kernelPenaltyAsPrinted,
  kernelPenaltyOf,
  kernelWeightsOf,
} from "./programs/kernel-weights.js";
export {
  groupLassoOf,
  type MultipleKernelOptions,
  type MultipleKernelProgram,
  multipleKernelObjective,
  multipleKernelProgram,
} from "./programs/multiple-kernel.js";
export {
  type NetworkTraining,
  type NetworkTrainingOptions,
  networkObjective,
  networkTraining,
} from "./programs/network-training.js";
export type { PenalisedProgram } from "./programs/penalised.js";
export {
  type PowerFamilyOptions,
  type PowerProgram,
  powerFamilyProgram,
  type WeightedRidgeOptions,
  weightedRidgeProgram,
} from "./programs/weighted-ridge.js";
export { type RandomGenerator, randomGenerator } from "./random/generator.js";
export { decodeOutputs, encodeLabels, type Label, type Task } from "./reductions/class-labels.js";
export { type ColumnImportanceOptions, columnImportance } from "./scoring/column-importance.js";
export {
  accuracy,
  areaUnderCurve,
  balancedAccuracy,
  baselineScore,
  type ClassificationScore,
  confusion,
  meanAbsoluteError,
  predictLabels,
  type RegressionScore,
  r2,
  rmse,
  type Score,
  score,
} from "./scoring/metrics.js";
export { fitCalibration, predictProbabilities } from "./scoring/probabilities.js";
export { modelAtPenalty, type PenaltyModel, type PenaltyOptions } from "./selection/model-at-penalty.js";
export { selectModel } from "./selection/select-model.js";
export {
  type Candidate,
  type ModelFamily,
  modelFamilies,
  type SelectedModel,
  type SelectionProgress,
  type SelectionResult,
  type SelectionRule,
  type SelectOptions,
} from "./selection/selection-options.js";
export { type AugmentedLagrangianOptions, augmentedLagrangian } from "./solvers/exact-relu/augmented-lagrangian.js";
export { type FistaOptions, fista } from "./solvers/first-order/fista.js";
export { simpleMkl } from "./solvers/first-order/simple-mkl.js";
export {
  type GeneratedNetwork,
  type GenerateGatesOptions,
  generateGates,
} from "./solvers/generation/generate-gates.js";
export { multipleKernelNewton } from "./solvers/kernel-weights/multiple-kernel-newton.js";
export { type AsPrintedOptions, iterativeReweightingAsPrinted } from "./solvers/reweighting/as-printed.js";
export {
  type IterativeReweightingOptions,
  iterativeReweighting,
  type ReweightingIterate,
} from "./solvers/reweighting/iterative-reweighting.js";
export type { InitialWeights } from "./solvers/reweighting/starting-weights.js";
export type { InnerMethod } from "./solvers/reweighting/weighted-least-squares.js";
export { type SolveSettings, solve } from "./solvers/solve.js";
export type { CancelSignal, Iterate, Progress, Solution, SolveOptions, Solver, Status } from "./solvers/solver.js";
export { type WorkingSetOptions, workingSet } from "./solvers/working-set.js";
export { type GradientFeatures, gradientFeatures } from "./theory/gradient-features.js";
export { type InfiniteWidthFit, infiniteWidthFit } from "./theory/infinite-width.js";
export {
  displacedNetwork,
  type Linearisation,
  type LinearisationOptions,
  linearise,
  linearisedPredictions,
  type MinimumNormFit,
  minimumNormFit,
} from "./theory/linearisation.js";
export {
  type DescentRate,
  descentRate,
  type LinearisedDescentOptions,
  type LinearisedDescentState,
  linearisedDescent,
} from "./theory/linearised-descent.js";
export { estimateNoise } from "./theory/noise-estimate.js";
export {
  confidenceOf,
  deviationsOf,
  gaussianNormTail,
  type PredictionErrorOptions,
  type PredictionErrorRule,
  predictionErrorBound,
  predictionErrorRule,
} from "./theory/prediction-error.js";
export {
  productOfSigns,
  type RecognisedNeuron,
  type Recognition,
  recogniseFourNeurons,
  type SignTable,
} from "./theory/product-of-signs.js";
export { train } from "./training/train.js";
export { type AverageVerification, verifyAverage } from "./verification/verify-average.js";
export { type ModelVerification, verifyModel } from "./verification/verify-model.js";
