import { type Matrix, type MatrixLike, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import { givesProbabilities, probabilitiesOf, uncalibrated } from "../models/class-probabilities.js";
import type { TrainedModel } from "../models/trained-model.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { type RawTargets, readLabels } from "../reductions/raw-targets.js";
import { brierScore, calibrationError } from "./decisions.js";
import { meanOf, type RowWeights } from "./mean.js";
import {
  accuracy,
  areaUnderCurve,
  balancedAccuracy,
  confusion,
  meanAbsoluteError,
  meanLogLoss,
  r2,
  rmse,
} from "./metrics.js";
import type { LabelledModel } from "./predictions.js";

/**
 * How well numbers are met: root mean squared error, R² and mean absolute error, the errors in the units of the targets.
 */
export interface RegressionScore {
  readonly rmse: number;
  readonly r2: number;
  readonly mae: number;
}

/** How well classes are met: shares between 0 and 1. */
export interface ClassificationScore {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  /** confusion[true class][predicted class], counts in the order of the model's labels. */
  readonly confusion: readonly (readonly number[])[];
  /** Mean −log probability of the true class; only where the model has probabilities. */
  readonly logLoss?: number;
  /** Mean squared error of the probabilities, (p − y)² for two classes; only where the model has some. */
  readonly brier?: number;
  /** Expected calibration error over ten bins of the largest probability; only where the model has some. */
  readonly calibrationError?: number;
  /** Area under the ROC curve of the second class; two classes only. */
  readonly auc?: number;
}

/** What scoring needs of a model; without `loss` and `calibration` classes have labels but no probabilities. */
export type ScoredModel = LabelledModel & Partial<Pick<TrainedModel, "loss" | "calibration">>;

/** What `score` gives: that of a regression, or that of a classification. */
export type Score = RegressionScore | ClassificationScore;

/**
 * Scores of a model on raw rows (n×d) and the targets that `train` takes.
 * @param weights one a row, which counts so often; all alike when absent
 * @returns rmse, r2, mae in the units of the targets; for classes accuracy, balancedAccuracy, confusion (true class × predicted, in the order of
 * `model.labels`) and, where the model has probabilities, logLoss, brier and calibrationError, with two classes auc
 * @throws InputError for another number of columns or rows, or targets of another kind
 */
export function score(model: ScoredModel, inputs: MatrixLike, targets: RawTargets, weights?: RowWeights): Score {
  const { rows } = toMatrix(inputs, "inputs");
  if (!model.labels) {
    const truth = toTargets(targets as TargetsLike, rows);
    return numberScore(truth.values, model.network.predict(inputs), truth.columns, weights);
  }
  const truth = readLabels(targets);
  const outputs = model.network.predict(inputs);
  const names = labelScore(
    truth,
    decodeOutputs(outputs, model.labels, model.network.outputCount),
    model.labels,
    weights,
  );
  return { ...names, ...probabilityScore(model, outputs, truth, weights) };
}

/**
 * Scores on `targets` of the predictor that says the mean, or the most frequent class, of `trainTargets`; as `score`.
 * @param trainWeights one a row of training @param weights one a row of `targets`; all alike when absent
 * @returns the same record as `score`, without probabilities
 * @throws InputError for a label that the model does not know, or numbers where it has classes
 */
export function baselineScore(
  model: Pick<TrainedModel, "labels">,
  trainTargets: RawTargets,
  targets: RawTargets,
  trainWeights?: RowWeights,
  weights?: RowWeights,
): Score {
  if (model.labels) {
    const truth = readLabels(targets);
    const majority = mostFrequent(readLabels(trainTargets), model.labels, trainWeights);
    return labelScore(
      truth,
      truth.map(() => majority),
      model.labels,
      weights,
    );
  }
  const train = plainTargets(trainTargets);
  const test = plainTargets(targets);
  const means = Array.from({ length: train.columns }, (_, k) =>
    meanOf(
      Array.from({ length: train.rows }, (_, i) => train.values[i * train.columns + k]),
      trainWeights,
    ),
  );
  return numberScore(
    test.values,
    test.values.map((_, k) => means[k % train.columns]),
    test.columns,
    weights,
  );
}

function plainTargets(targets: RawTargets) {
  const rows = (targets as ArrayLike<unknown>).length ?? (targets as { rows: number }).rows;
  return toTargets(targets as TargetsLike, rows);
}

function labelScore(
  targets: readonly Label[],
  predictions: readonly Label[],
  labels: readonly Label[],
  weights: RowWeights,
): ClassificationScore {
  return {
    accuracy: accuracy(targets, predictions, weights),
    balancedAccuracy: balancedAccuracy(targets, predictions, weights),
    confusion: confusion(targets, predictions, labels, weights),
  };
}

/** Log loss and area under the curve, where the model has what they need. A label training has not seen has no probability. */
function probabilityScore(
  model: ScoredModel,
  outputs: Float64Array,
  truth: readonly Label[],
  weights: RowWeights,
): Pick<ClassificationScore, "logLoss" | "brier" | "calibrationError" | "auc"> {
  const labels = model.labels ?? [];
  const classes = truth.map((label) => labels.indexOf(label));
  const known = classes.every((position) => position >= 0);
  const probabilities = givesProbabilities(model)
    ? probabilitiesOf(outputs, model.network.outputCount, labels.length, uncalibrated)
    : undefined;
  const scores = probabilities
    ? Float64Array.from({ length: truth.length }, (_, j) => probabilities.values[j * labels.length + 1])
    : outputs;
  const area = labels.length === 2 ? areaUnderCurve(scores, classes, weights) : undefined;
  return {
    ...(probabilities && known ? worthOf(probabilities, classes, weights) : {}),
    ...(area === undefined ? {} : { auc: area }),
  };
}

const worthOf = (probabilities: Matrix, classes: readonly number[], weights: RowWeights) => ({
  logLoss: meanLogLoss(probabilities, classes, weights),
  brier: brierScore(probabilities, classes, weights),
  calibrationError: calibrationError(probabilities, classes, weights),
});

/** R² is the mean over the outputs, each against its own mean. */
export function numberScore(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  outputs: number,
  weights: RowWeights,
): RegressionScore {
  // Of every number of a row.
  const each = weights && outputs > 1 ? Array.from(targets, (_, at) => weights[Math.floor(at / outputs)]) : weights;
  const column = (values: ArrayLike<number>, k: number) =>
    Array.from({ length: values.length / outputs }, (_, j) => values[j * outputs + k]);
  const shares = Array.from({ length: outputs }, (_, k) => r2(column(targets, k), column(predictions, k), weights));
  const mae = meanAbsoluteError(targets, predictions, each);
  return { rmse: rmse(targets, predictions, each), r2: meanOf(shares), mae };
}

function mostFrequent(targets: readonly Label[], labels: readonly Label[], weights: RowWeights): Label {
  const count = (label: Label) =>
    targets.reduce((sum: number, target, j) => (target === label ? sum + (weights ? weights[j] : 1) : sum), 0);
  return labels.reduce((best, label) => (count(label) > count(best) ? label : best));
}
