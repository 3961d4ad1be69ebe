import { rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, selectRows, toMatrix } from "../linear-algebra/matrix.js";
import type { AnyModel } from "../models/trained-model.js";
import { requireColumns } from "../networks/required-columns.js";
import { randomGenerator } from "../random/generator.js";

/** How many rows a model keeps as its background, and how they are drawn. */
export interface BackgroundOptions {
  /** At most so many; all rows where the table has fewer. */
  readonly count: number;
  /** Default 1. */
  readonly seed?: number;
}

/**
 * The model with a background: a few rows of its training table, against which Shapley values compare. They travel in the model file as they
 * are, so whoever gets the file reads these rows. Rows are drawn without replacement, each as likely as any other, but for rows of weight 0,
 * which are left out.
 * @param inputs n×d, the rows of training as `train` took them
 * @returns the same model with `background`, rows in the order of the table
 * @throws InputError for a count below 1, or rows of another width than in training
 */
export function withBackground<Model extends AnyModel>(
  model: Model,
  inputs: MatrixLike,
  options: BackgroundOptions,
): Model & { readonly background: Matrix } {
  rejectUnknownOptions(options, { count: "number", seed: "number" }, "withBackground");
  const { count, seed = 1 } = options;
  requireWholeNumber("count", count, 1, "of rows");
  const rows = toMatrix(inputs, "inputs");
  requireColumns(rows, model.network.inputCount);
  const weights = "sampleWeights" in model ? model.sampleWeights : undefined;
  const counting = weights?.length === rows.rows ? (row: number) => weights[row] > 0 : () => true;
  const drawn = randomGenerator(seed).permutation(rows.rows).filter(counting).slice(0, count).sort();
  return { ...model, background: selectRows(rows, drawn) };
}
