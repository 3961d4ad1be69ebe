import type { MatrixLike } from "../linear-algebra/matrix.js";
import type { AnyModel } from "../models/trained-model.js";
import { type LocalFormula, localFormula, oneRow } from "./local-formula.js";
import { type ShapleyOptions, type ShapleyValues, shapleyOfPrediction } from "./shapley-values.js";

/** Why a model says of a row what it says. */
export interface Explanation {
  /** K: what `network.predict` gives; of classes their scores. */
  readonly prediction: Float64Array;
  /** What the network computes at the row, exactly; null for models with a kernel, which have no pieces. */
  readonly formula: LocalFormula | null;
  /** What each column adds to the mean over the background; null where there is no background. */
  readonly shapley: ShapleyValues | null;
}

/**
 * Explains rows, one after the other: what does not depend on the row is done once.
 * @param options of the Shapley values; without a background, here and in the model, there are none
 * @returns a function of one raw row, 1×d
 * @throws InputError as `shapleyExplainer`; and from the function, for a row of another width
 */
export function explainer(model: AnyModel, options: ShapleyOptions = {}): (row: MatrixLike) => Explanation {
  const { network } = model;
  const hasBackground = options.background !== undefined || model.background !== undefined;
  const isAsked = hasBackground || options.of === "probability";
  const shapley = isAsked ? shapleyOfPrediction(model, options) : () => null;
  return (row) => {
    const raw = oneRow(row, network.inputCount);
    const prediction = network.predict(raw);
    return {
      prediction,
      formula: localFormula(network, raw) ?? null,
      shapley: shapley(raw, prediction),
    };
  };
}

/**
 * Explains one row (`explainer` for several).
 * @param row one raw row, 1×d
 * @returns the prediction, its exact formula, and the Shapley values where there is a background
 * @throws InputError as `explainer`
 */
export function explain(model: AnyModel, row: MatrixLike, options: ShapleyOptions = {}): Explanation {
  return explainer(model, options)(row);
}
