import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { unitOf } from "../linear-algebra/vectors.js";
import type { Loss } from "../losses/loss.js";
import { probabilitiesOf, uncalibrated } from "../models/class-probabilities.js";
import { logarithm } from "../numerics/elementary/index.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { countOf, meanOf, standardErrorOf, totalWeight } from "../scoring/mean.js";
import { classCost } from "../scoring/metrics.js";
import { classIndicesOf } from "./class-indices.js";

/** What a score needs to know of the task. */
export interface ScoredTask {
  readonly labels: readonly Label[] | null;
  readonly loss: Loss;
  /** One a held-out row; all alike when absent. */
  readonly sampleWeights?: Float64Array | undefined;
}

/** What held-out rows say of one λ, the same whichever way they were held out. */
export interface HeldOutScore {
  /** What is reported: the root of the mean square, the share of right labels, or the mean loss. */
  readonly mean: number;
  /** Of the mean, from the spread over the rows. */
  readonly standardError: number;
  /** What is made least, the mean of `costs`. */
  readonly cost: number;
  /**
   * Of each row: its squared error, its log loss, its own loss; for losses without probabilities 0.1 times the squared error less 1 where right.
   * Of numbers the largest few are lowered (`withoutExtremes`).
   */
  readonly costs: Float64Array;
  /** What each row counts for; all alike when absent. */
  readonly weights: Float64Array | undefined;
}

export type Metric = "rmse" | "accuracy" | "loss";

/** The metric a task and loss report: squared error in the targets' units, shares of labels, or the loss itself where it says more. */
export function metricOf({ labels, loss }: ScoredTask): Metric {
  if (labels) return "accuracy";
  return loss.metric === "squared-error" ? "rmse" : "loss";
}

/** Scores held-out rows. @param outputs raw outputs (m×K) @param truth the encoded targets (m×K) */
export function scoreHeldOut(outputs: Float64Array, truth: Matrix, task: ScoredTask): HeldOutScore {
  return task.labels ? scoreClasses(outputs, truth, task.labels, task) : scoreNumbers(outputs, truth, task);
}

function scoreNumbers(
  outputs: Float64Array,
  truth: Matrix,
  { loss, sampleWeights: weights }: ScoredTask,
): HeldOutScore {
  if (loss.metric !== "squared-error") {
    const losses = ownLosses(outputs, truth, loss);
    return {
      mean: meanOf(losses, weights),
      standardError: standardErrorOf(losses, weights),
      ...compared(losses, weights),
    };
  }
  const unit = unitOf(truth.values);
  const squares = squaredErrors(outputs, truth, unit);
  const root = Math.sqrt(meanOf(squares, weights));
  const standardError = root > 0 ? standardErrorOf(squares, weights) / (2 * root) : 0;
  return { mean: inUnits(root, unit), standardError: inUnits(standardError, unit), ...compared(squares, weights) };
}

function compared(
  losses: Float64Array,
  weights: Float64Array | undefined,
): Pick<HeldOutScore, "cost" | "costs" | "weights"> {
  const costs = withoutExtremes(losses, weights);
  return { cost: meanOf(costs, weights), costs, weights };
}

/** The share of the rows whose losses are lowered to the next largest before values of λ are compared. */
const extremeShare = 1e-3;

/** How many of so many rows that are. */
export function extremesAmong(rows: number, weights?: Float64Array): number {
  return Math.floor(extremeShare * countOf(rows, weights));
}

/**
 * Losses with the largest thousandth of them lowered to the next largest. A single row far outside of the others can outweigh all of them, and
 * would choose λ alone.
 */
function withoutExtremes(losses: Float64Array, weights: Float64Array | undefined): Float64Array {
  const count = extremesAmong(losses.length, weights);
  if (count === 0) return losses;
  const largest = weights ? largestBut(count, losses, weights) : losses.slice().sort()[losses.length - 1 - count];
  return losses.map((loss) => Math.min(loss, largest));
}

/** The largest loss below which more than so many are larger, counted by their weights. */
function largestBut(count: number, losses: Float64Array, weights: Float64Array): number {
  let left = (count * totalWeight(losses.length, weights)) / countOf(losses.length, weights);
  const order = [...losses.keys()].sort((a, b) => losses[b] - losses[a]);
  const found = order.find((row) => {
    left -= weights[row];
    return left < 0;
  });
  return losses[found ?? order[order.length - 1]];
}

function scoreClasses(
  outputs: Float64Array,
  truth: Matrix,
  labels: readonly Label[],
  { loss, sampleWeights: weights }: ScoredTask,
): HeldOutScore {
  const right = decodeOutputs(truth.values, labels, truth.columns);
  const found = decodeOutputs(outputs, labels, truth.columns);
  const hits = Float64Array.from(right, (label, row) => Number(label === found[row]));
  const costs =
    loss.metric === "log-loss"
      ? logLosses(outputs, truth, labels)
      : squaredErrors(outputs, truth).map((square, row) => classCost(hits[row], square));
  const [mean, standardError] = [meanOf(hits, weights), standardErrorOf(hits, weights)];
  return { mean, standardError, cost: meanOf(costs, weights), costs, weights };
}

/** Losses that count as infinite: sums of them, and squares of what they differ by, are numbers still. */
const largestLoss = 1e300;

/** An error in the targets' own units, which may be such that a large one leaves Float64. */
export const inUnits = (error: number, unit: number): number => Math.min(unit * error, Number.MAX_VALUE);

/** A loss that left Float64, or is none, counts as the largest. */
const withinDoubles = (loss: number): number => (loss <= largestLoss ? loss : largestLoss);

/** The mean over its outputs of a row's squared error, in squares of the unit. */
function squaredErrors(outputs: Float64Array, { rows, columns, values }: Matrix, unit = 1): Float64Array {
  const squares = new Float64Array(rows);
  for (let k = 0; k < outputs.length; k++) {
    squares[Math.floor(k / columns)] += ((outputs[k] - values[k]) / unit) ** 2 / columns;
  }
  return squares.map(withinDoubles);
}

function logLosses(outputs: Float64Array, truth: Matrix, labels: readonly Label[]): Float64Array {
  const probabilities = probabilitiesOf(outputs, truth.columns, labels.length, uncalibrated);
  const classes = classIndicesOf(truth, labels);
  return Float64Array.from(classes, (label, row) => {
    return -logarithm(Math.max(probabilities.values[row * labels.length + label], 1e-15));
  });
}

function ownLosses(outputs: Float64Array, { rows, columns, values }: Matrix, loss: Loss): Float64Array {
  // Predictions through the link e^u are means; the loss wants their logarithms.
  const u = loss.link === "exp" ? outputs.map((mean) => logarithm(Math.max(mean, 1e-300))) : outputs;
  return Float64Array.from({ length: rows }, (_, row) => {
    const [from, to] = [row * columns, (row + 1) * columns];
    const data = { sampleCount: 1, outputs: columns, targets: matrix(1, columns, values.slice(from, to)).values };
    return withinDoubles(loss.value(u.slice(from, to), data) / columns);
  });
}
