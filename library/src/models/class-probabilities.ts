import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { sigmoid } from "../losses/logistic.js";
import { probabilityLinks } from "../losses/loss.js";
import { classProbabilities } from "../losses/softmax.js";
import type { Calibration } from "./model-facts.js";
import type { TrainedModel } from "./trained-model.js";

/**
 * Whether the scores of a classification are log-odds: its loss makes them so (logistic, softmax), or a calibration does.
 * @returns whether `predictProbabilities` and exports give probabilities
 */
export function givesProbabilities({
  loss,
  calibration,
}: Partial<Pick<TrainedModel, "loss" | "calibration">>): boolean {
  return calibration !== undefined || (loss !== undefined && probabilityLinks.has(loss));
}

/** Probabilities are 1/(1 + e^{−(slope·u + intercept)}) of an output u, or softmax(slope·u). */
export type Scaling = Pick<Calibration, "slope" | "intercept">;

/** Outputs as they are: probabilities for losses that train them. */
export const uncalibrated: Scaling = { slope: 1, intercept: 0 };

/** n×classes from raw outputs (n×K). */
export function probabilitiesOf(
  outputs: Float64Array,
  outputCount: number,
  classes: number,
  { slope, intercept }: Scaling,
): Matrix {
  const n = outputs.length / outputCount;
  const out = matrix(n, classes);
  if (outputCount === 1) {
    for (let j = 0; j < n; j++) {
      const p = sigmoid(slope * outputs[j] + intercept);
      out.values[2 * j] = 1 - p;
      out.values[2 * j + 1] = p;
    }
    return out;
  }
  classProbabilities(
    outputs.map((value) => slope * value),
    outputCount,
    out.values,
  );
  return out;
}
