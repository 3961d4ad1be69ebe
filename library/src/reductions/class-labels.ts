import { InputError, shown } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { placeOfLargest } from "../linear-algebra/vectors.js";

/** What a class may be called; labels come back from predictions as they came. */
export type Label = string | number | boolean;
/** What the targets are: numbers, or classes. */
export type Task = "regression" | "classification";

/**
 * Classes as numbers. Two classes are −1 and +1 in one output. K > 2 classes are K outputs of ±1, one against the rest,
 * and for softmax K outputs of 0 and 1. Labels of any kind come back as they came.
 */
export function distinctLabels(targets: ArrayLike<Label>): Label[] {
  return [...new Set(Array.from(targets))].sort(compareLabels);
}

/** How many outputs a network for these classes has. */
export function outputsForLabels(labels: readonly Label[]): number {
  return labels.length === 2 ? 1 : labels.length;
}

/**
 * n×1 of ±1 for two classes, n×K of ±1 for more; with `oneHot` n×K of 0 and 1.
 * @returns n×1 or n×K
 * @throws InputError for a label that is not among `labels`
 */
export function encodeLabels(targets: ArrayLike<Label>, labels: readonly Label[], oneHot = false): Matrix {
  const outputs = oneHot ? labels.length : outputsForLabels(labels);
  const values = new Float64Array(targets.length * outputs).fill(oneHot ? 0 : -1);
  const positions = new Map(labels.map((label, position) => [label, position]));
  for (let i = 0; i < targets.length; i++) {
    const position = positions.get(targets[i]);
    if (position === undefined) {
      throw new InputError({
        code: "unknown-label",
        argument: "targets",
        got: `${shown(targets[i])} at row ${i}`,
        expected: `one of ${labels.map((label) => JSON.stringify(label)).join(", ")}`,
      });
    }
    if (outputs === 1) values[i] = position === 1 ? 1 : -1;
    else values[i * outputs + position] = 1;
  }
  return matrix(targets.length, outputs, values);
}

/**
 * The label that the scores of a row speak for, the one rule for all models: the class of the highest probability, or of the highest score
 * where a model has no probabilities (averages; hinge, squared hinge and squared loss without calibration). One output is the score of the
 * second class against the first, whose is 0. Of equal scores the first in the order of `labels` counts.
 *
 * Scores are what `network.predict` gives, calibrated log-odds where the model is calibrated. Probabilities rise with them, so a label needs no
 * exponential, and exports read the same scores.
 * @returns n labels
 */
export function decodeOutputs(
  outputs: Float64Array,
  labels: readonly Label[],
  count = outputsForLabels(labels),
): Label[] {
  return Array.from({ length: outputs.length / count }, (_, i) => {
    if (count === 1) return labels[outputs[i] > 0 ? 1 : 0];
    return labels[placeOfLargest(outputs, i * count, count)];
  });
}

function compareLabels(a: Label, b: Label): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
