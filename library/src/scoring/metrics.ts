import { InputError } from "../errors.js";
import { type MatrixLike, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import type { Predictor } from "../models/raw-network.js";
import type { TrainedModel } from "../models/trained-model.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { type RawTargets, readLabels } from "../reductions/raw-targets.js";
import { meanOf } from "./mean.js";
import { givesProbabilities, meanLogLoss, predictProbabilities } from "./probabilities.js";

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
  /** Area under the ROC curve of the second class; two classes only. */
  readonly auc?: number;
}

/** What predicting labels takes of a model. */
export type LabelledModel = Pick<TrainedModel, "labels"> & { readonly network: Predictor };

/** What scoring needs of a model; without `loss` and `calibration` classes have labels but no probabilities. */
export type ScoredModel = LabelledModel & Partial<Pick<TrainedModel, "loss" | "calibration">>;

/** What `score` gives: that of a regression, or that of a classification. */
export type Score = RegressionScore | ClassificationScore;

/**
 * The root mean squared error, √(mean (y − f)²), over all numbers.
 * @returns an error in the units of the targets
 */
export function rmse(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return Math.sqrt(squaredError(targets, predictions) / targets.length);
}

/**
 * 1 − Σ(y − f)²/Σ(y − mean)²; for targets that do not vary 1 when they are met and 0 otherwise.
 * @returns at most 1
 */
export function r2(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const mean = meanOf(targets);
  const total = squaredError(
    targets,
    Array.from(targets, () => mean),
  );
  const rest = squaredError(targets, predictions);
  return total > 0 ? 1 - rest / total : rest === 0 ? 1 : 0;
}

/**
 * The share of rows whose label is met.
 * @returns a number from 0 to 1
 */
export function accuracy(targets: ArrayLike<Label>, predictions: ArrayLike<Label>): number {
  let right = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i] === predictions[i]) right++;
  return right / targets.length;
}

/**
 * The share of rows of a class whose label is met, averaged over the classes that occur.
 * @returns a number from 0 to 1
 */
export function balancedAccuracy(targets: ArrayLike<Label>, predictions: ArrayLike<Label>): number {
  const counts = new Map<Label, { total: number; right: number }>();
  for (let i = 0; i < targets.length; i++) {
    const count = counts.get(targets[i]) ?? { total: 0, right: 0 };
    count.total++;
    if (targets[i] === predictions[i]) count.right++;
    counts.set(targets[i], count);
  }
  return meanOf([...counts.values()].map(({ right, total }) => right / total));
}

/**
 * The labels a model gives to raw rows.
 * @returns n labels, of the kind that was trained on
 * @throws InputError for a regression model
 */
export function predictLabels(model: LabelledModel, inputs: MatrixLike): Label[] {
  if (!model.labels) {
    throw new InputError({
      code: "wrong-task",
      argument: "model",
      got: "a regression",
      expected: "a classification to predict labels",
    });
  }
  return decodeOutputs(model.network.predict(inputs), model.labels, model.network.outputCount);
}

/**
 * Scores of a model on raw rows (n×d) and the targets that `train` takes.
 * @returns rmse, r2, mae in the units of the targets; for classes accuracy, balancedAccuracy, confusion (true class × predicted, in the order of
 * `model.labels`) and, where the model has probabilities, logLoss, with two classes auc
 * @throws InputError for another number of columns or rows, or targets of another kind
 */
export function score(model: ScoredModel, inputs: MatrixLike, targets: RawTargets): Score {
  const { rows } = toMatrix(inputs, "inputs");
  if (!model.labels) {
    const truth = toTargets(targets as TargetsLike, rows);
    return numberScore(truth.values, model.network.predict(inputs), truth.columns);
  }
  const truth = readLabels(targets);
  const names = labelScore(truth, predictLabels(model, inputs), model.labels);
  return { ...names, ...probabilityScore(model, inputs, truth) };
}

/**
 * Scores on `targets` of the predictor that says the mean, or the most frequent class, of `trainTargets`; as `score`.
 * @returns the same record as `score`, without probabilities
 * @throws InputError for a label that the model does not know, or numbers where it has classes
 */
export function baselineScore(
  model: Pick<TrainedModel, "labels">,
  trainTargets: RawTargets,
  targets: RawTargets,
): Score {
  if (model.labels) {
    const truth = readLabels(targets);
    const majority = mostFrequent(readLabels(trainTargets), model.labels);
    return labelScore(
      truth,
      truth.map(() => majority),
      model.labels,
    );
  }
  const train = plainTargets(trainTargets);
  const test = plainTargets(targets);
  const means = Array.from({ length: train.columns }, (_, k) =>
    meanOf(Array.from({ length: train.rows }, (_, i) => train.values[i * train.columns + k])),
  );
  return numberScore(
    test.values,
    test.values.map((_, k) => means[k % train.columns]),
    test.columns,
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
): ClassificationScore {
  return {
    accuracy: accuracy(targets, predictions),
    balancedAccuracy: balancedAccuracy(targets, predictions),
    confusion: confusion(targets, predictions, labels),
  };
}

/** Log loss and area under the curve, where the model has what they need. A label training has not seen has no probability. */
function probabilityScore(
  model: ScoredModel,
  inputs: MatrixLike,
  truth: readonly Label[],
): Pick<ClassificationScore, "logLoss" | "auc"> {
  const labels = model.labels ?? [];
  const classes = truth.map((label) => labels.indexOf(label));
  const known = classes.every((position) => position >= 0);
  const native = model.calibration || givesProbabilities(model.loss);
  const { loss = "squared" } = model;
  const probabilities = native ? predictProbabilities({ ...model, loss }, inputs) : undefined;
  const scores = probabilities
    ? Float64Array.from({ length: truth.length }, (_, j) => probabilities.values[j * labels.length + 1])
    : model.network.predict(inputs);
  const area = labels.length === 2 ? areaUnderCurve(scores, classes) : undefined;
  return {
    ...(probabilities && known ? { logLoss: meanLogLoss(probabilities, classes) } : {}),
    ...(area === undefined ? {} : { auc: area }),
  };
}

/**
 * Counts of true class × predicted class, in the order of `labels`; labels outside of them are left out.
 * @returns K×K counts, one row a true class
 */
export function confusion(
  targets: readonly Label[],
  predictions: readonly Label[],
  labels: readonly Label[],
): number[][] {
  const counts = labels.map(() => labels.map(() => 0));
  targets.forEach((target, j) => {
    const [row, column] = [labels.indexOf(target), labels.indexOf(predictions[j])];
    if (row >= 0 && column >= 0) counts[row][column]++;
  });
  return counts;
}

/**
 * Area under the ROC curve: the share of pairs (class 1, class 0) that the scores put in order, ties counting half. Undefined when one of
 * the two classes does not occur.
 * @returns a number from 0 to 1, or undefined
 */
export function areaUnderCurve(scores: ArrayLike<number>, classes: ArrayLike<number>): number | undefined {
  const order = Array.from({ length: scores.length }, (_, j) => j).sort((a, b) => scores[a] - scores[b]);
  let [positives, negatives, rankSum] = [0, 0, 0];
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && scores[order[last + 1]] === scores[order[first]]) last++;
    const rank = (first + last) / 2 + 1;
    for (let k = first; k <= last; k++) {
      if (classes[order[k]] === 1) {
        positives++;
        rankSum += rank;
      } else negatives++;
    }
    first = last + 1;
  }
  if (positives === 0 || negatives === 0) return undefined;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** R² is the mean over the outputs, each against its own mean. */
function numberScore(targets: ArrayLike<number>, predictions: ArrayLike<number>, outputs: number): RegressionScore {
  const column = (values: ArrayLike<number>, k: number) =>
    Array.from({ length: values.length / outputs }, (_, j) => values[j * outputs + k]);
  const shares = Array.from({ length: outputs }, (_, k) => r2(column(targets, k), column(predictions, k)));
  return { rmse: rmse(targets, predictions), r2: meanOf(shares), mae: meanAbsoluteError(targets, predictions) };
}

/**
 * The mean of |y − f| over all numbers.
 * @returns an error in the units of the targets
 */
export function meanAbsoluteError(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < targets.length; k++) sum += Math.abs(targets[k] - predictions[k]);
  return sum / targets.length;
}

function mostFrequent(targets: readonly Label[], labels: readonly Label[]): Label {
  const count = (label: Label) => targets.filter((target) => target === label).length;
  return labels.reduce((best, label) => (count(label) > count(best) ? label : best));
}

function squaredError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return sum;
}
