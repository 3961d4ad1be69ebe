import { onRows } from "../fitting/settings.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { unitOf } from "../linear-algebra/vectors.js";
import type { SelectionSettings } from "../options/select-options.js";
import type { GateSettings } from "../options/settings.js";
import { foldsOf } from "../penalty-choice/folds.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { accuracy, classCost } from "../scoring/metrics.js";

/** One split of the rows: everything is learned on `train` alone. */
export interface SelectionFold {
  /** Its position among all folds of all repeats. */
  readonly index: number;
  readonly train: GateSettings;
  readonly heldOut: GateSettings;
}

/** All folds of all repeats, repeat by repeat. */
export function selectionFolds({ table, folds, repeats }: SelectionSettings): SelectionFold[] {
  return Array.from({ length: repeats }, (_, repeat) => foldsOf({ ...table, seed: table.seed + 7919 * repeat }, folds))
    .flat()
    .map(({ train, heldOut }, index) => ({ index, train: onRows(table, train), heldOut: onRows(table, heldOut) }));
}

/** How good raw outputs are on one fold. `score` is made greatest; `metric` is what a person asks for. */
export interface FoldScore {
  readonly score: number;
  readonly metric: number;
}

/** Classes: minus the cost of classes, which also orders equal accuracies. Regression: minus the root mean squared error. */
export function scoreOutputs(outputs: Float64Array, truth: Matrix, labels: readonly Label[] | null): FoldScore {
  const unit = unitOf(truth.values);
  let square = 0;
  for (let k = 0; k < outputs.length; k++) square += ((outputs[k] - truth.values[k]) / unit) ** 2 / outputs.length;
  const error = unit * Math.sqrt(square);
  if (!labels) return { score: -error, metric: error };
  const share = accuracy(decodeOutputs(truth.values, labels), decodeOutputs(outputs, labels));
  return { score: -classCost(share, square), metric: share };
}
