import { InputError } from "../errors.js";
import { type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import type { Label, TrainedModel } from "../reductions/trained-model.js";
import type { TrainOptions } from "./options.js";
import { labelList } from "./settings.js";

export interface RegressionScore {
  readonly rmse: number;
  readonly r2: number;
}

export interface ClassificationScore {
  readonly accuracy: number;
  readonly balancedAccuracy: number;
}

export type Score = RegressionScore | ClassificationScore;

/** √(mean squared error), over all numbers. */
export function rmse(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  return Math.sqrt(squaredError(targets, predictions) / targets.length);
}

/** 1 − Σ(y − f)²/Σ(y − mean)²; for targets that do not vary 1 when they are met and 0 otherwise. */
export function r2(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const mean = meanOf(targets);
  const total = squaredError(
    targets,
    Array.from(targets, () => mean),
  );
  const rest = squaredError(targets, predictions);
  return total > 0 ? 1 - rest / total : rest === 0 ? 1 : 0;
}

/** Share of rows whose label is met. */
export function accuracy(targets: ArrayLike<Label>, predictions: ArrayLike<Label>): number {
  let right = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i] === predictions[i]) right++;
  return right / targets.length;
}

/** Mean over the classes that occur of the share of their rows that is met. */
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

/** The labels a model gives to raw rows. @throws InputError for a regression model */
export function predictLabels(
  model: Pick<TrainedModel, "labels" | "network">,
  inputs: TrainOptions["inputs"],
): Label[] {
  if (!model.labels) {
    throw new InputError("wrong-task", "model", "model: got a regression; expected a classification to predict labels");
  }
  return decodeOutputs(model.network.predict(inputs), model.labels);
}

/** Scores of a model on raw rows and the targets that `train` takes. */
export function score(
  model: Pick<TrainedModel, "labels" | "network">,
  inputs: TrainOptions["inputs"],
  targets: TrainOptions["targets"],
): Score {
  const { rows } = toMatrix(inputs, "inputs");
  if (model.labels) return labelScore(labelList(targets), predictLabels(model, inputs));
  return numberScore(toTargets(targets as TargetsLike, rows).values, model.network.predict(inputs));
}

/** Scores of the mean or the majority predictor learned on `trainTargets`. */
export function baselineScore(
  model: Pick<TrainedModel, "labels">,
  trainTargets: TrainOptions["targets"],
  targets: TrainOptions["targets"],
): Score {
  if (model.labels) {
    const truth = labelList(targets);
    const majority = mostFrequent(labelList(trainTargets), model.labels);
    return labelScore(
      truth,
      truth.map(() => majority),
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
  );
}

function plainTargets(targets: TrainOptions["targets"]) {
  const rows = (targets as ArrayLike<unknown>).length ?? (targets as { rows: number }).rows;
  return toTargets(targets as TargetsLike, rows);
}

function labelScore(targets: readonly Label[], predictions: readonly Label[]): ClassificationScore {
  return { accuracy: accuracy(targets, predictions), balancedAccuracy: balancedAccuracy(targets, predictions) };
}

function numberScore(targets: ArrayLike<number>, predictions: ArrayLike<number>): RegressionScore {
  return { rmse: rmse(targets, predictions), r2: r2(targets, predictions) };
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

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}
