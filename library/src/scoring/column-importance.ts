import { InputError, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import {
  type Matrix,
  type MatrixLike,
  matrix,
  type TargetsLike,
  toMatrix,
  toTargets,
} from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { type RawTargets, readLabels } from "../reductions/raw-targets.js";
import type { RowWeights } from "./mean.js";
import { accuracy } from "./metrics.js";
import { type LabelledModel, predictLabels } from "./predictions.js";
import { numberScore } from "./score.js";

/** The table on which `columnImportance` shuffles columns. */
export interface ColumnImportanceOptions {
  readonly inputs: MatrixLike;
  /** As `train` took them. */
  readonly targets: RawTargets;
  /** How many neighbouring columns belong together, in order (the columns of one category, say); default each by itself. */
  readonly groups?: readonly number[];
  /** Shuffles of each group; default 3. */
  readonly repeats?: number;
  readonly seed?: number;
  /** What each row counts for; all alike when absent. */
  readonly sampleWeights?: ArrayLike<number>;
}

/**
 * Permutation importance (Breiman 2001): what a model loses when the rows of a group of columns are shuffled, as the
 * mean over the repeats. The loss is in RMSE for numbers and in accuracy for classes. Columns that say the same can
 * hide each other. Rows that were not trained on give the better answer.
 * @returns one number a group
 * @throws InputError when the groups do not add up to the columns, and for less than one repeat
 */
export function columnImportance(model: LabelledModel, options: ColumnImportanceOptions): Float64Array {
  rejectUnknownOptions(
    options,
    { inputs: true, targets: true, groups: true, repeats: "number", seed: "number", sampleWeights: true },
    "columnImportance",
  );
  const inputs = toMatrix(options.inputs, "inputs");
  const { targets, repeats = 3, seed = 1, groups = Array.from({ length: inputs.columns }, () => 1) } = options;
  requireGroups(groups, inputs);
  requireWholeNumber("repeats", repeats, 1);
  const errorOf = errorAgainst(model, targets, inputs.rows, options.sampleWeights);
  const random = randomGenerator(seed);
  const base = errorOf(inputs);
  let first = 0;
  return Float64Array.from(groups, (width) => {
    let loss = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      loss += errorOf(shuffled(inputs, first, width, random.permutation(inputs.rows))) - base;
    }
    first += width;
    return loss / repeats;
  });
}

/** The RMSE, or the share of wrong labels, of a table by the same targets: what `score` says of it, without the rest. */
function errorAgainst(model: LabelledModel, targets: RawTargets, rows: number, weights: RowWeights) {
  if (model.labels) {
    const truth = readLabels(targets);
    return (table: Matrix) => 1 - accuracy(truth, predictLabels(model, table), weights);
  }
  const truth = toTargets(targets as TargetsLike, rows);
  return (table: Matrix) => numberScore(truth.values, model.network.predict(table), truth.columns, weights).rmse;
}

/** The widths of groups of neighbouring columns, where they add up to all columns. @throws InputError */
export function requireGroups(groups: readonly number[], { columns }: Pick<Matrix, "columns">): readonly number[] {
  const total = groups.reduce((sum, width) => sum + width, 0);
  if (total === columns && groups.every((width) => Number.isInteger(width) && width > 0)) return groups;
  throw new InputError({
    code: "shape-mismatch",
    argument: "groups",
    got: `${total} columns`,
    expected: `${columns}, as inputs has`,
  });
}

function shuffled(
  { rows, columns, values }: ReturnType<typeof toMatrix>,
  first: number,
  width: number,
  order: Int32Array,
) {
  const result = values.slice();
  for (let j = 0; j < rows; j++) {
    for (let k = first; k < first + width; k++) result[j * columns + k] = values[order[j] * columns + k];
  }
  return matrix(rows, columns, result);
}
