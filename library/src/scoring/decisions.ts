import { InputError } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { placeOfLargest } from "../linear-algebra/vectors.js";
import type { Label } from "../reductions/class-labels.js";
import { type RowWeights, requireAlike, totalWeight } from "./mean.js";

/**
 * What probabilities are worth, and labels decided by them: the Brier score (1/n) Σ_j Σ_k (p_jk − 1{y_j = k})², halved for two classes so that
 * it is (p − y)²; reliability by bins of the largest probability; precision, recall and F1 of each class; thresholds and costs.
 * Does not do: probabilities themselves (`predictProbabilities`).
 */

/** The mean squared error of probabilities: 0 is perfect, for two classes 0.25 is a coin. @returns 0 to 1, for more classes 0 to 2 @throws InputError as `accuracy` */
export function brierScore(
  { rows, columns, values }: Matrix,
  classes: ArrayLike<number>,
  weights?: RowWeights,
): number {
  requireAlike({ probabilities: rows, classes }, weights);
  let sum = 0;
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < columns; k++) {
      sum += (weights ? weights[j] : 1) * (values[j * columns + k] - Number(classes[j] === k)) ** 2;
    }
  }
  return sum / totalWeight(rows, weights) / (columns === 2 ? 2 : 1);
}

/** Rows whose largest probability lies in one tenth of [0, 1]. */
export interface ReliabilityBin {
  /** Sum of the rows' weights. */
  readonly count: number;
  /** The mean of the largest probability. */
  readonly confidence: number;
  /** The share of rows whose likeliest class is the true one. */
  readonly accuracy: number;
}

/**
 * How often the likeliest class is right, by tenths of its probability.
 * @param probabilities n×classes @param classes the true ones, as columns of these
 * @returns ten bins, from [0, 0.1) to [0.9, 1]; empty ones have count 0 and NaN beside it
 * @throws InputError as `accuracy`, and for numbers that are no probabilities
 */
export function reliabilityBins(
  { rows, columns, values }: Matrix,
  classes: ArrayLike<number>,
  weights?: RowWeights,
): ReliabilityBin[] {
  requireProbabilities(values);
  requireAlike({ probabilities: rows, classes }, weights);
  const bins = Array.from({ length: 10 }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (let j = 0; j < rows; j++) {
    const best = placeOfLargest(values, j * columns, columns);
    const confidence = values[j * columns + best];
    const bin = bins[Math.min(9, Math.floor(10 * confidence))];
    const c = weights ? weights[j] : 1;
    bin.count += c;
    bin.confidence += c * confidence;
    if (best === classes[j]) bin.right += c;
  }
  return bins.map(({ count, confidence, right }) => ({
    count,
    confidence: confidence / count,
    accuracy: right / count,
  }));
}

function requireProbabilities(values: Float64Array): void {
  const odd = values.find((value) => !(value >= 0 && value <= 1));
  if (odd === undefined) return;
  throw new InputError({ code: "out-of-range", argument: "probabilities", got: odd, expected: "numbers from 0 to 1" });
}

/** Expected calibration error: |confidence − accuracy| of the bins, weighted by their rows. @returns 0 to 1 @throws InputError as `reliabilityBins` */
export function calibrationError(probabilities: Matrix, classes: ArrayLike<number>, weights?: RowWeights): number {
  const filled = reliabilityBins(probabilities, classes, weights).filter(({ count }) => count > 0);
  const total = totalWeight(probabilities.rows, weights);
  return (
    filled.reduce((sum, { count, confidence, accuracy }) => sum + count * Math.abs(confidence - accuracy), 0) / total
  );
}

/** How labels follow from probabilities: two classes by a threshold, or any by the least expected cost. */
export type Decision =
  | { readonly threshold: number }
  /** costs[true class][said class]; 0 where they are equal. */
  | { readonly costs: readonly (readonly number[])[] };

/**
 * Labels by a threshold on the probability of the second class (it is said from the threshold on), or by the least expected cost
 * Σ_k p_k costs[k][said], of equal costs the first in the order of the labels.
 * @param probabilities n×classes
 * @returns n labels
 * @throws InputError for a threshold outside of [0, 1] or more than two classes under one, and costs of another size
 */
export function decideLabels(probabilities: Matrix, labels: readonly Label[], decision: Decision): Label[] {
  const { rows, columns, values } = probabilities;
  const row = (j: number) => values.subarray(j * columns, (j + 1) * columns);
  if ("threshold" in decision) {
    const { threshold } = decision;
    requireThreshold(threshold, labels);
    return Array.from({ length: rows }, (_, j) => labels[row(j)[1] >= threshold ? 1 : 0]);
  }
  const costs = requireCosts(decision.costs, labels.length);
  return Array.from({ length: rows }, (_, j) => {
    const p = row(j);
    const expected = labels.map((_label, said) => costs.reduce((sum, of, k) => sum + p[k] * of[said], 0));
    return labels[expected.indexOf(Math.min(...expected))];
  });
}

function requireThreshold(threshold: number, labels: readonly Label[]): void {
  if (labels.length !== 2) {
    const got = `one with ${labels.length} classes`;
    throw new InputError({ code: "conflicting-options", argument: "threshold", got, expected: "two classes" });
  }
  if (threshold >= 0 && threshold <= 1) return;
  const expected = "a probability from 0 to 1";
  throw new InputError({ code: "out-of-range", argument: "threshold", got: threshold, expected });
}

function requireCosts(costs: readonly (readonly number[])[], classes: number): readonly (readonly number[])[] {
  const fits = costs.length === classes && costs.every((of) => of.length === classes);
  if (!fits) {
    const expected = `${classes} × ${classes} numbers, a row a true class`;
    throw new InputError({ code: "shape-mismatch", argument: "costs", got: "another size", expected });
  }
  const odd = costs.flat().find((cost) => !(cost >= 0 && Number.isFinite(cost)));
  if (odd === undefined) return costs;
  throw new InputError({ code: "out-of-range", argument: "costs", got: odd, expected: "finite numbers, zero or more" });
}

/** How well one class is found. NaN where the class is never said (precision) or does not occur (recall). */
export interface ClassMeasures {
  readonly label: Label;
  /** The share of rows said to be of the class that are. */
  readonly precision: number;
  /** The share of rows of the class that are said to be. */
  readonly recall: number;
  /** 2 · said and true / (said + true). */
  readonly f1: number;
}

/** @param hits rows of the class that are said to be @param said all rows said to be @param actual all rows of the class */
const measuresOf = (hits: number, said: number, actual: number): Omit<ClassMeasures, "label"> => ({
  precision: hits / said,
  recall: hits / actual,
  f1: (2 * hits) / (said + actual),
});

/** Precision, recall and F1 of every class. @param confusion true × said counts, as `confusion` gives them @returns one record a class */
export function classMeasures(labels: readonly Label[], confusion: readonly (readonly number[])[]): ClassMeasures[] {
  return labels.map((label, k) => {
    const actual = confusion[k].reduce((sum, count) => sum + count, 0);
    const said = confusion.reduce((sum, of) => sum + of[k], 0);
    return { label, ...measuresOf(confusion[k][k], said, actual) };
  });
}

/** One threshold on the probability of the second class, and the measures of that class under it. */
export interface ThresholdPoint extends Omit<ClassMeasures, "label"> {
  readonly threshold: number;
}

/**
 * Precision, recall and F1 of the second class against the threshold.
 * @param probabilities n×2 @param classes the true ones, 0 or 1
 * @returns 99 points, from 0.01 to 0.99
 * @throws InputError as `accuracy`
 */
export function thresholdCurve(
  { rows, values }: Matrix,
  classes: ArrayLike<number>,
  weights?: RowWeights,
): ThresholdPoint[] {
  requireAlike({ probabilities: rows, classes }, weights);
  return Array.from({ length: 99 }, (_, step) => {
    const threshold = (step + 1) / 100;
    let [hits, said, actual] = [0, 0, 0];
    for (let j = 0; j < rows; j++) {
      const c = weights ? weights[j] : 1;
      const positive = values[2 * j + 1] >= threshold;
      if (classes[j] === 1) actual += c;
      if (positive) said += c;
      if (positive && classes[j] === 1) hits += c;
    }
    return { threshold, ...measuresOf(hits, said, actual) };
  });
}
