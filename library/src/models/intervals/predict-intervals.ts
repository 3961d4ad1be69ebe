import { InputError } from "../../errors.js";
import { type MatrixLike, toMatrix } from "../../linear-algebra/matrix.js";
import type { Label } from "../../reductions/class-labels.js";
import type { AnyModel } from "../trained-model.js";
import { type Intervals, needed } from "./intervals.js";
import { classScores } from "./row-scores.js";

/** Prediction intervals in the units of the target, one a row. */
export interface PredictedIntervals {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * The intervals of raw rows, for a model that was trained with `intervals`. The two ends come from the networks of the folds, so that an
 * interval need not be symmetric about the prediction, and in odd places need not hold it.
 * @param inputs m×d raw rows
 * @returns m lower and m upper ends, in the units of the target
 * @throws InputError for a model without intervals, or a classification
 */
export function predictIntervals(model: AnyModel, inputs: MatrixLike): PredictedIntervals {
  const intervals = requireIntervals(model);
  if (model.labels) throw wrongTask("a classification", "a regression: of classes predictSets gives sets");
  const rows = toMatrix(inputs, "inputs");
  const folds = sortedFolds(intervals);
  const centres = intervals.networks.map((network) => network.predict(rows));
  const negative = centres.map((values) => values.map((value) => -value));
  const { count } = folds;
  const above = count - needed(intervals.level, count);
  const ends = (outputs: readonly Float64Array[], sign: number) =>
    Float64Array.from({ length: rows.rows }, (_, row) => {
      const at = outputs.map((values) => values[row]);
      return sign * upperEnd(at, folds, above);
    });
  return { lower: ends(negative, -1), upper: ends(centres, 1) };
}

/**
 * The label sets of raw rows, for a classification that was trained with `intervals`. No set is empty: the class that the folds' networks find
 * likeliest is always in it.
 * @param inputs m×d raw rows
 * @returns m sets, labels in the order of `model.labels`
 * @throws InputError for a model without intervals, or a regression
 */
export function predictSets(model: AnyModel, inputs: MatrixLike): Label[][] {
  const intervals = requireIntervals(model);
  const { labels } = model;
  if (!labels) throw wrongTask("a regression", "a classification: of numbers predictIntervals gives intervals");
  const rows = toMatrix(inputs, "inputs");
  const folds = sortedFolds(intervals);
  const scores = intervals.networks.map((network) =>
    classScores(network.predict(rows), network.outputCount, labels.length),
  );
  const least = needed(intervals.level, folds.count);
  return Array.from({ length: rows.rows }, (_, row) =>
    labels.filter((_label, k) => {
      const below = folds.sorted.reduce(
        (sum, fold, f) => sum + weightBelow(fold, scores[f].values[row * labels.length + k]),
        0,
      );
      return below < least;
    }),
  );
}

function requireIntervals(model: AnyModel): Intervals {
  const intervals = "intervals" in model ? model.intervals : undefined;
  if (intervals) return intervals;
  throw new InputError({
    code: "unsupported-model",
    argument: "intervals",
    got: "a model that was trained without them",
    expected: "one trained with intervals (halfspace fit --intervals 0.9)",
  });
}

const wrongTask = (got: string, expected: string): InputError =>
  new InputError({ code: "wrong-task", argument: "model", got, expected });

/** The scores of one fold, ascending, with the sum of the weights before each. */
interface SortedFold {
  readonly scores: Float64Array;
  readonly weights: Float64Array;
  /** One more than there are scores: the last is the sum of all. */
  readonly before: Float64Array;
}

/** All folds, and how many rows their weights stand for. */
interface SortedFolds {
  readonly sorted: readonly SortedFold[];
  readonly count: number;
}

function sortedFolds({ scores, foldOf, networks, weights }: Intervals): SortedFolds {
  const sorted = networks.map((_, fold) => {
    const rows = [...foldOf.keys()].filter((row) => foldOf[row] === fold).sort((a, b) => scores[a] - scores[b]);
    const own = Float64Array.from(rows, (row) => (weights ? weights[row] : 1));
    const before = new Float64Array(own.length + 1);
    own.forEach((weight, k) => {
      before[k + 1] = before[k] + weight;
    });
    return { scores: Float64Array.from(rows, (row) => scores[row]), weights: own, before };
  });
  return { sorted, count: sorted.reduce((sum, { before }) => sum + before[before.length - 1], 0) };
}

/**
 * The smallest of the values centre_k + R_i below or at which so much of the weight lies that no more than `above` is left. Values are taken
 * from the largest on down, the largest of every fold first.
 */
function upperEnd(centres: readonly number[], { sorted }: SortedFolds, above: number): number {
  if (above < 0) return Number.POSITIVE_INFINITY;
  const next = sorted.map(({ scores }) => scores.length - 1);
  for (let left = above; ; ) {
    let [best, value] = [-1, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < next.length; k++) {
      if (next[k] < 0) continue;
      const at = centres[k] + sorted[k].scores[next[k]];
      if (best < 0 || at > value) [best, value] = [k, at];
    }
    if (best < 0) return value;
    left -= sorted[best].weights[next[best]];
    if (left < 0) return value;
    next[best]--;
  }
}

/** The weight of the scores that are smaller. */
function weightBelow({ scores, before }: SortedFold, score: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle] < score) low = middle + 1;
    else high = middle;
  }
  return before[low];
}
