import { type Matrix, selectRows } from "../linear-algebra/matrix.js";
import { mapOutputs } from "../networks/affine-map.js";
import type { Settings } from "../options/settings.js";
import { classKeys, type Fold, makeFolds } from "../penalty-choice/folds.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import { learnReduction, type ReducedTable, type Reduction, reducedTable } from "../reductions/reduction.js";
import { accuracy, meanOf } from "../scoring/metrics.js";
import type { Candidate, ModelFamily, SelectedModel } from "./selection-options.js";

/** One split of the rows: everything is learned on `train` alone. */
export interface SelectionFold {
  readonly trainInputs: Matrix;
  readonly trainTargets: Matrix;
  readonly heldOutInputs: Matrix;
  /** Raw, n×K. */
  readonly truth: Matrix;
}

/** Rows after the reduction that was learned on them. */
export interface MappedRows extends ReducedTable {
  readonly reduction: Reduction;
}

export function mapRows(inputs: Matrix, targets: Matrix, { options }: Settings): MappedRows {
  const reduction = learnReduction(inputs, targets, options);
  return { reduction, ...reducedTable(reduction, inputs, targets) };
}

/** All folds of all repeats, repeat by repeat. */
export function selectionFolds(settings: Settings, folds: number, repeats: number): SelectionFold[] {
  const { inputs, targets, task, options } = settings;
  const classes = task === "classification" ? classKeys(targets) : undefined;
  return Array.from({ length: repeats }, (_, repeat) =>
    makeFolds(inputs.rows, folds, options.seed + 7919 * repeat, classes),
  )
    .flat()
    .map(({ train, heldOut }: Fold) => ({
      trainInputs: selectRows(inputs, train),
      trainTargets: selectRows(targets, train),
      heldOutInputs: selectRows(inputs, heldOut),
      truth: selectRows(targets, heldOut),
    }));
}

/** How good raw outputs are on one fold. `score` is made greatest; `metric` is what a person asks for. */
export interface FoldScore {
  readonly score: number;
  readonly metric: number;
}

/** Classes: accuracy − 0.1 · squared error, which also orders equal accuracies. Regression: minus the root mean squared error. */
export function scoreOutputs(truth: Matrix, outputs: Float64Array, { labels }: Settings): FoldScore {
  let square = 0;
  for (let k = 0; k < outputs.length; k++) square += (outputs[k] - truth.values[k]) ** 2 / outputs.length;
  const error = Math.sqrt(square);
  if (!labels) return { score: -error, metric: error };
  const share = accuracy(decodeOutputs(truth.values, labels), decodeOutputs(outputs, labels));
  return { score: share - 0.1 * square, metric: share };
}

/** A candidate with what it did on each fold, and how to train it on all rows. */
export interface Trial extends Candidate {
  readonly foldScores: readonly FoldScore[];
  refit(): Promise<SelectedModel>;
}

/** Mean and standard error of the folds' scores. */
export function trialOf(
  family: ModelFamily | "average",
  name: string,
  foldScores: readonly FoldScore[],
  size: number,
  refit: () => Promise<SelectedModel>,
): Trial {
  const scores = foldScores.map(({ score }) => score);
  return {
    family,
    name,
    score: meanOf(scores),
    standardError: standardErrorOf(scores),
    metric: meanOf(foldScores.map(({ metric }) => metric)),
    size: Math.round(size),
    foldScores,
    refit,
  };
}

export function standardErrorOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1);
  return Math.sqrt(variance / values.length);
}

/** Raw outputs from mapped ones, as a new array. */
export function rawOutputs({ reduction }: MappedRows, outputs: Float64Array): Float64Array {
  return mapOutputs(reduction.outputs, outputs.slice());
}
