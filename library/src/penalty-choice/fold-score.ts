import type { TableSettings } from "../fitting/settings.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { probabilitiesOf, uncalibrated } from "../scoring/calibration.js";
import { accuracy, classCost, meanLogLoss, rmse } from "../scoring/metrics.js";

/** What one fold says of one λ. */
export interface FoldScore {
  /** What is reported: rmse, accuracy, or the mean loss. */
  readonly metric: number;
  /** What is made least. */
  readonly cost: number;
}

export type Metric = "rmse" | "accuracy" | "loss";

/** The metric a task and loss report: squared error in the targets' units, shares of labels, or the loss itself where it says more. */
export function metricOf({ labels, loss }: Pick<TableSettings, "labels" | "loss">): Metric {
  if (labels) return "accuracy";
  return loss.metric === "squared-error" ? "rmse" : "loss";
}

/**
 * Scores held-out rows. For classes, losses that give probabilities are compared by their log loss, which also orders
 * equal accuracies. The other losses of classes are compared by accuracy − 0.1 · squared error.
 */
export function scoreFold(
  outputs: Float64Array,
  truth: Matrix,
  { labels, loss }: Pick<TableSettings, "labels" | "loss">,
): FoldScore {
  const count = truth.columns;
  if (!labels) {
    const metric = loss.metric === "squared-error" ? rmse(truth.values, outputs) : meanLoss(outputs, truth, loss);
    return { metric, cost: metric };
  }
  const names = decodeOutputs(truth.values, labels, count);
  const share = accuracy(names, decodeOutputs(outputs, labels, count));
  if (loss.metric === "log-loss") {
    const probabilities = probabilitiesOf(outputs, count, labels.length, uncalibrated);
    return { metric: share, cost: meanLogLoss(probabilities, classIndices(names, labels)) };
  }
  const error = rmse(truth.values, outputs);
  return { metric: share, cost: classCost(share, error * error) };
}

/** Position of every row's label among the classes. */
export function classIndices(names: readonly Label[], labels: readonly Label[]): Int32Array {
  const positions = new Map(labels.map((label, k) => [label, k]));
  return Int32Array.from(names, (name) => positions.get(name) ?? -1);
}

/** Positions of the labels that encoded targets stand for. */
export function classIndicesOf(truth: Matrix, labels: readonly Label[]): Int32Array {
  return classIndices(decodeOutputs(truth.values, labels, truth.columns), labels);
}

function meanLoss(outputs: Float64Array, truth: Matrix, loss: Loss): number {
  // Predictions through the link e^u are means; the loss wants their logarithms.
  const u = loss.link === "exp" ? outputs.map((mean) => Math.log(Math.max(mean, 1e-300))) : outputs;
  const data = { sampleCount: truth.rows, outputs: truth.columns, targets: truth.values };
  return loss.value(u, data) / outputs.length;
}
