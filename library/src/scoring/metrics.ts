import type { Matrix } from "../linear-algebra/matrix.js";
import { unitOf } from "../linear-algebra/vectors.js";
import { logarithm } from "../numerics/elementary/index.js";
import type { Label } from "../reductions/class-labels.js";
import { meanOf } from "./mean.js";

/**
 * The root mean squared error, √(mean (y − f)²), over all numbers.
 * @returns an error in the units of the targets
 */
export function rmse(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const unit = unitOf(targets);
  return unit * Math.sqrt(squaredError(targets, predictions, unit) / targets.length);
}

/**
 * 1 − Σ(y − f)²/Σ(y − mean)²; for targets that do not vary 1 when they are met and 0 otherwise.
 * @returns at most 1
 */
export function r2(targets: ArrayLike<number>, predictions: ArrayLike<number>): number {
  const unit = unitOf(targets);
  const mean = meanOf(targets);
  const total = squaredError(
    targets,
    Array.from(targets, () => mean),
    unit,
  );
  const rest = squaredError(targets, predictions, unit);
  return total > 0 ? 1 - rest / total : rest === 0 ? 1 : 0;
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

/** What classes are compared by, made least: 0.1 · mean squared error − accuracy. The error orders equal accuracies. */
export function classCost(share: number, meanSquare: number): number {
  return 0.1 * meanSquare - share;
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
 * The area under the ROC curve: the share of pairs (class 1, class 0) that the scores put in order, where a tie counts
 * half. It is undefined when one of the two classes does not occur.
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

/** Mean −log of the probability of the true class; probabilities below 1e-15 count as that. */
export function meanLogLoss(probabilities: Matrix, classes: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < probabilities.rows; j++) {
    sum -= logarithm(Math.max(1e-15, probabilities.values[j * probabilities.columns + classes[j]]));
  }
  return sum / probabilities.rows;
}

function squaredError(a: ArrayLike<number>, b: ArrayLike<number>, unit: number): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += ((a[k] - b[k]) / unit) ** 2;
  return sum;
}
