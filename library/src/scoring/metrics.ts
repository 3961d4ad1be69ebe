import type { Matrix } from "../linear-algebra/matrix.js";
import { unitOf } from "../linear-algebra/vectors.js";
import { logarithm } from "../numerics/elementary/index.js";
import type { Label } from "../reductions/class-labels.js";
import { meanOf, type RowWeights, requireAlike, totalWeight } from "./mean.js";

/**
 * The root mean squared error, √(mean (y − f)²), over all numbers.
 * @returns an error in the units of the targets
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function rmse(targets: ArrayLike<number>, predictions: ArrayLike<number>, weights?: RowWeights): number {
  requireAlike({ targets, predictions }, weights);
  const unit = unitOf(targets);
  const total = totalWeight(targets.length, weights);
  return unit * Math.sqrt(squaredError(targets, predictions, { unit, weights }) / total);
}

/**
 * 1 − Σ(y − f)²/Σ(y − mean)²; for targets that do not vary 1 when they are met and 0 otherwise.
 * @returns at most 1
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function r2(targets: ArrayLike<number>, predictions: ArrayLike<number>, weights?: RowWeights): number {
  requireAlike({ targets, predictions }, weights);
  const units = { unit: unitOf(targets), weights };
  const mean = meanOf(targets, weights);
  const total = squaredError(
    targets,
    Array.from(targets, () => mean),
    units,
  );
  const rest = squaredError(targets, predictions, units);
  return total > 0 ? 1 - rest / total : rest === 0 ? 1 : 0;
}

/**
 * The mean of |y − f| over all numbers.
 * @returns an error in the units of the targets
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function meanAbsoluteError(
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
  weights?: RowWeights,
): number {
  requireAlike({ targets, predictions }, weights);
  let sum = 0;
  for (let k = 0; k < targets.length; k++) sum += (weights ? weights[k] : 1) * Math.abs(targets[k] - predictions[k]);
  return sum / totalWeight(targets.length, weights);
}

/**
 * The share of rows whose label is met.
 * @returns a number from 0 to 1
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function accuracy(targets: ArrayLike<Label>, predictions: ArrayLike<Label>, weights?: RowWeights): number {
  requireAlike({ targets, predictions }, weights);
  let right = 0;
  for (let i = 0; i < targets.length; i++) if (targets[i] === predictions[i]) right += weights ? weights[i] : 1;
  return right / totalWeight(targets.length, weights);
}

/**
 * The share of rows of a class whose label is met, averaged over the classes that occur.
 * @returns a number from 0 to 1
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function balancedAccuracy(
  targets: ArrayLike<Label>,
  predictions: ArrayLike<Label>,
  weights?: RowWeights,
): number {
  requireAlike({ targets, predictions }, weights);
  const counts = new Map<Label, { total: number; right: number }>();
  for (let i = 0; i < targets.length; i++) {
    const count = counts.get(targets[i]) ?? { total: 0, right: 0 };
    const weight = weights ? weights[i] : 1;
    count.total += weight;
    if (targets[i] === predictions[i]) count.right += weight;
    counts.set(targets[i], count);
  }
  // A class of weight 0 has no share.
  return meanOf([...counts.values()].filter(({ total }) => total > 0).map(({ right, total }) => right / total));
}

/** What classes are compared by, made least: 0.1 · mean squared error − accuracy. The error orders equal accuracies. */
export function classCost(share: number, meanSquare: number): number {
  return 0.1 * meanSquare - share;
}

/**
 * Counts of true class × predicted class, in the order of `labels`; labels outside of them are left out. With weights, sums of these.
 * @returns K×K counts, one row a true class
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function confusion(
  targets: readonly Label[],
  predictions: readonly Label[],
  labels: readonly Label[],
  weights?: RowWeights,
): number[][] {
  requireAlike({ targets, predictions }, weights);
  const counts = labels.map(() => labels.map(() => 0));
  targets.forEach((target, j) => {
    const [row, column] = [labels.indexOf(target), labels.indexOf(predictions[j])];
    if (row >= 0 && column >= 0) counts[row][column] += weights ? weights[j] : 1;
  });
  return counts;
}

/**
 * The area under the ROC curve: the share of pairs (class 1, class 0) that the scores put in order, where a tie counts
 * half. It is undefined when one of the two classes does not occur.
 * @returns a number from 0 to 1, or undefined
 * @throws InputError for no rows, lists of other lengths, and weights below 0 or all 0
 */
export function areaUnderCurve(
  scores: ArrayLike<number>,
  classes: ArrayLike<number>,
  weights?: RowWeights,
): number | undefined {
  requireAlike({ scores, classes }, weights);
  const order = Array.from({ length: scores.length }, (_, j) => j).sort((a, b) => scores[a] - scores[b]);
  let [positives, negatives, inOrder] = [0, 0, 0];
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && scores[order[last + 1]] === scores[order[first]]) last++;
    let [tiedPositives, tiedNegatives] = [0, 0];
    for (let k = first; k <= last; k++) {
      const weight = weights ? weights[order[k]] : 1;
      if (classes[order[k]] === 1) tiedPositives += weight;
      else tiedNegatives += weight;
    }
    inOrder += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    first = last + 1;
  }
  return positives === 0 || negatives === 0 ? undefined : inOrder / (positives * negatives);
}

/** Mean −log of the probability of the true class; probabilities below 1e-15 count as that. */
export function meanLogLoss(probabilities: Matrix, classes: ArrayLike<number>, weights?: RowWeights): number {
  let sum = 0;
  for (let j = 0; j < probabilities.rows; j++) {
    const c = weights ? weights[j] : 1;
    sum -= c * logarithm(Math.max(1e-15, probabilities.values[j * probabilities.columns + classes[j]]));
  }
  return sum / totalWeight(probabilities.rows, weights);
}

function squaredError(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { unit, weights }: { readonly unit: number; readonly weights: RowWeights },
): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (weights ? weights[k] : 1) * ((a[k] - b[k]) / unit) ** 2;
  return sum;
}
