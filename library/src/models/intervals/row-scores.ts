import { type Matrix, matrix, selectRows } from "../../linear-algebra/matrix.js";
import type { Label } from "../../reductions/class-labels.js";
import { decodeOutputs } from "../../reductions/class-labels.js";
import { probabilitiesOf, uncalibrated } from "../class-probabilities.js";
import type { TrainingTable } from "../program-of-model.js";
import type { Intervals } from "./intervals.js";

/** R_i of every row of training under the network of its fold, n numbers. */
export function heldOutScores(
  { foldOf, networks }: Pick<Intervals, "foldOf" | "networks">,
  { inputs, targets }: TrainingTable,
  labels: readonly Label[] | null,
): Float64Array {
  const scores = new Float64Array(inputs.rows);
  for (const [fold, network] of networks.entries()) {
    const rows = Int32Array.from(foldOf.keys()).filter((row) => foldOf[row] === fold);
    const own = rowScores(network.predict(selectRows(inputs, rows)), selectRows(targets, rows), labels);
    rows.forEach((row, k) => {
      scores[row] = own[k];
    });
  }
  return scores;
}

/**
 * R_i of rows under a network that has not seen them. Numbers: |y − μ(x)|. Classes: the sum of the probabilities of all classes that are
 * likelier than the true one, 0 where none is (the adaptive score of Romano et al. at u = 0: no randomisation, and the likeliest class is in
 * every set).
 * @param outputs m×K raw outputs @param targets m×K, encoded @param labels null for numbers
 * @returns m scores
 */
function rowScores(outputs: Float64Array, targets: Matrix, labels: readonly Label[] | null): Float64Array {
  if (!labels) return outputs.map((value, row) => Math.abs(targets.values[row] - value));
  const scores = classScores(outputs, targets.columns, labels.length);
  const positions = new Map(labels.map((label, k) => [label, k]));
  const classes = decodeOutputs(targets.values, labels, targets.columns);
  return Float64Array.from(classes, (label, row) => scores.values[row * labels.length + (positions.get(label) ?? 0)]);
}

/** R(x, y) of every row and class, m×classes. @param outputs m×outputCount raw outputs */
export function classScores(outputs: Float64Array, outputCount: number, classes: number): Matrix {
  const { rows, values } = probabilitiesOf(outputs, outputCount, classes, uncalibrated);
  const scores = matrix(rows, classes);
  for (let row = 0; row < rows; row++) {
    const own = values.subarray(row * classes, (row + 1) * classes);
    for (let k = 0; k < classes; k++) {
      let likelier = 0;
      for (const probability of own) if (probability > own[k]) likelier += probability;
      scores.values[row * classes + k] = likelier;
    }
  }
  return scores;
}
