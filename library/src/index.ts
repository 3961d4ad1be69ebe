/**
 * halfspace: two-layer ReLU networks by convex optimisation, with certificates. A certificate speaks of the gates at hand; of all networks
 * only with coverage "complete".
 *
 * This is the door for applications. What researchers look for stands behind `halfspace/geometry`, `halfspace/kernels`, `halfspace/networks`,
 * `halfspace/programs`, `halfspace/solvers`, `halfspace/theory`, `halfspace/baselines` and `halfspace/numerics` (the other files of doors/).
 */

// Train a model.

export {
  type Activation,
  type ActivationName,
  absoluteValue,
  activationNames,
  leakyRelu,
  relu,
  threshold,
} from "./activations/activation.js";
export { type GateStrategy, gateStrategies } from "./arrangements/gate-strategies.js";
export type { PathPoint } from "./fitting/follow-path.js";
export type { TrainProgress } from "./fitting/progress.js";
export type { FoldOrder } from "./fitting/settings.js";
export { hinge } from "./losses/hinge.js";
export { huber } from "./losses/huber.js";
export { logistic } from "./losses/logistic.js";
export type {
  CoupledLoss,
  DiagonalLoss,
  Loss,
  LossData,
  PiecewiseLinearLoss,
  SmoothLoss,
  SquaredLoss,
} from "./losses/loss.js";
export { lossNames, namedLoss } from "./losses/named.js";
export { poisson } from "./losses/poisson.js";
export { quantile } from "./losses/quantile.js";
export { softmax } from "./losses/softmax.js";
export { squared } from "./losses/squared.js";
export { squaredHinge } from "./losses/squared-hinge.js";
export { givesProbabilities } from "./models/class-probabilities.js";
export type { GatedModel } from "./models/gated-model.js";
export type { KernelModel } from "./models/kernel-model.js";
export type {
  CertificateSummary,
  CrossValidation,
  CrossValidationPoint,
  ModelOptions,
  SolverName,
} from "./models/model-facts.js";
export type { DecompositionReport, GeneratedModel, PlainModel } from "./models/plain-model.js";
export type { AnyModel, ModelKind, TrainedModel } from "./models/trained-model.js";
export type { PredictionErrorPenalty, TrainOptions } from "./options/train-options.js";
export type { NetworkShape } from "./programs/shaped-gates.js";
export type { Label, Task } from "./reductions/class-labels.js";
export type { Reduction } from "./reductions/reduction.js";
export { type StraightLine, straightLine } from "./training/straight-line.js";
export { train } from "./training/train.js";
export type {
  AnyTrainResult,
  GeneratedTrainResult,
  KernelTrainResult,
  TrainResult,
} from "./training/train-result.js";

// Choose among families of models.

export type { AverageMember, KernelMember, NetworkMember, TrainedMember } from "./models/average/average-member.js";
export type { AverageModel } from "./models/average/average-model.js";
export { learnedMetric } from "./models/average/learned-metric.js";
export type { Network, Predictor } from "./models/raw-network.js";
export type { PenaltyModel, PenaltyOptions } from "./options/penalty-model-options.js";
export {
  type ModelFamily,
  modelFamilies,
  type SelectionProgress,
  type SelectionRule,
  type SelectOptions,
} from "./options/select-options.js";
export { modelAtPenalty } from "./selection/model-at-penalty.js";
export { selectModel } from "./selection/select-model.js";
export type { Candidate, SelectedModel, SelectionResult } from "./selection/selection-result.js";

// Predict and score.

export { guaranteedCoverage, type Intervals } from "./models/intervals/intervals.js";
export { type PredictedIntervals, predictIntervals, predictSets } from "./models/intervals/predict-intervals.js";
export { fitCalibration } from "./scoring/calibration.js";
export { type ColumnImportanceOptions, columnImportance } from "./scoring/column-importance.js";
export {
  brierScore,
  type ClassMeasures,
  calibrationError,
  classMeasures,
  type Decision,
  decideLabels,
  type ReliabilityBin,
  reliabilityBins,
  type ThresholdPoint,
  thresholdCurve,
} from "./scoring/decisions.js";
export {
  accuracy,
  areaUnderCurve,
  balancedAccuracy,
  confusion,
  meanAbsoluteError,
  r2,
  rmse,
} from "./scoring/metrics.js";
export { predictLabels, predictProbabilities } from "./scoring/predictions.js";
export { rearranged } from "./scoring/rearranged.js";
export {
  baselineScore,
  type ClassificationScore,
  type RegressionScore,
  type Score,
  score,
} from "./scoring/score.js";

// Explain a prediction.

export { type BackgroundOptions, withBackground } from "./explanation/background.js";
export { type EffectCurve, type EffectCurveOptions, effectCurve } from "./explanation/effect-curve.js";
export {
  type ExplainRowsOptions,
  type Explanation,
  explain,
  explainer,
  explainRows,
  type RowExplanation,
} from "./explanation/explain.js";
export { type LocalFormula, type LocalOutput, localFormula } from "./explanation/local-formula.js";
export { type NearestChangeOptions, nearestChange } from "./explanation/nearest/nearest-change.js";
export type { GroupChange, NearestChange } from "./explanation/nearest/nearest-problem.js";
export type { WantedOutcome } from "./explanation/nearest/outcome.js";
export {
  type ShapleyOptions,
  type ShapleyValues,
  shapleyExplainer,
  shapleyValues,
} from "./explanation/shapley-values.js";

// Ask whether an equally good model would disagree.

export {
  type PredictionRange,
  type PredictionRangeOptions,
  predictionRange,
  type TurningShare,
} from "./prediction-range/prediction-range.js";
export type { OutputRange, RangedRow, RangeEnd } from "./prediction-range/row-ranges.js";

// Model files and exports.

export { fromAverageFile, isAverageFile, toAverageFile } from "./formats/average-file.js";
export type { Exportable } from "./formats/exportable.js";
export { type ModuleRows, toJavaScriptModule } from "./formats/javascript/javascript-module.js";
export { fromModelFile, type ModelFileOptions, toModelFile } from "./formats/model-file.js";
export { type OnnxOptions, type OnnxRows, toOnnx } from "./formats/onnx/onnx.js";
export type { OnnxGraph } from "./formats/onnx/onnx-graph.js";
export { type ModelSummary, type ShapeSummary, shapeSummary, summariseModel } from "./formats/summary.js";

// Check a model and a certificate.

export type { Certificate } from "./certificates/certificate.js";
export {
  type CertificateWords,
  describeCertificate,
  describeFreshGates,
} from "./certificates/describe.js";
export { type FreshGates, usualFreshGates } from "./certificates/fresh-gates.js";
export { type Verification, verifyCertificate } from "./certificates/verify-certificate.js";
export { describeModel, wordsOfModel } from "./models/describe-model.js";
export { programEvidence, toEvidenceFile } from "./verification/evidence/evidence.js";
export {
  checkOf,
  type FieldCheck,
  type FieldList,
  fieldsOfAverageFile,
  fieldsOfGeneratedFile,
  fieldsOfModelFile,
} from "./verification/fields.js";
export {
  type FreshGatesOptions,
  priceFreshGates,
} from "./verification/fresh-gates.js";
export type { Subject as VerificationSubject } from "./verification/subject.js";
export { type AverageVerification, verifyAverage } from "./verification/verify-average.js";
export { type ModelVerification, verifyModel } from "./verification/verify-model.js";

// State a program and solve it.

export { type Arrangement, arrangementFromGates, type Coverage } from "./arrangements/arrangement.js";
export { enumerateArrangement } from "./arrangements/enumerate.js";
export { sampleArrangement } from "./arrangements/sample.js";
export { type ConeDecomposition, coneDecomposition } from "./decomposition/cone-decomposition.js";
export { kernelRidgeRegression } from "./kernels/kernel-ridge-regression.js";
export { neuralTangentKernel } from "./kernels/neural-tangent-kernel.js";
export { ntkWeights } from "./kernels/ntk-weights.js";
export { type Matrix, type MatrixLike, matrix, type TargetsLike } from "./linear-algebra/matrix.js";
export { type ExactReluProgram, exactReluProgram } from "./programs/exact-relu.js";
export { gatedReluProgram } from "./programs/gated-relu.js";
export { lambdaMax, predictionsOf } from "./programs/group-program.js";
export type { GatedReluProgram } from "./programs/masked-program.js";
export { type RandomGenerator, randomGenerator } from "./random/generator.js";
export { fista } from "./solvers/first-order/fista.js";
export { simpleMkl } from "./solvers/first-order/simple-mkl.js";
export {
  type GeneratedNetwork,
  type GenerateGatesOptions,
  generateGates,
} from "./solvers/generation/generate-gates.js";
export { iterativeReweighting } from "./solvers/reweighting/iterative-reweighting.js";
export { type SolveSettings, solve } from "./solvers/solve.js";
export type { CancelSignal, Progress, Solution, SolveOptions, Status } from "./solvers/solver.js";
export { workingSet } from "./solvers/working-set.js";

// What goes wrong.

export { FormatError, type FormatProblem, InputError, type InputErrorCode, type InputProblem } from "./errors.js";
