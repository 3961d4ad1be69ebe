import { InputError } from "../errors.js";
import type { Matrix, MatrixLike } from "../linear-algebra/matrix.js";
import { givesProbabilities, probabilitiesOf, uncalibrated } from "../models/class-probabilities.js";
import type { Predictor } from "../models/raw-network.js";
import type { TrainedModel } from "../models/trained-model.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";

/** What predicting labels takes of a model. */
export type LabelledModel = Pick<TrainedModel, "labels"> & { readonly network: Predictor };

/**
 * The labels a model gives to raw rows: for each the class of the highest probability where the model has probabilities (`decodeOutputs`
 * states the rule, and what stands in its place elsewhere).
 * @returns n labels, of the kind that was trained on
 * @throws InputError for a regression model
 */
export function predictLabels(model: LabelledModel, inputs: MatrixLike): Label[] {
  if (!model.labels) {
    throw new InputError({
      code: "wrong-task",
      argument: "model",
      got: "a regression",
      expected: "a classification to predict labels",
    });
  }
  return decodeOutputs(model.network.predict(inputs), model.labels, model.network.outputCount);
}

/**
 * Class probabilities from the scores v of `network.predict`: 1/(1 + e^{−v}) for two classes in one output, softmax(v) for more. The scores
 * are v = su + c, with slope s and intercept c fitted to raw outputs u on held-out rows (Platt scaling; temperature scaling), where λ was
 * chosen by comparison. Without that v = u, which gives probabilities for the logistic and softmax losses only.
 * @param inputs m×d raw rows
 * @returns m×classes in the order of `model.labels`; every row sums to 1
 * @throws InputError "wrong-task" for a regression, "no-probabilities" for another loss without a calibration
 */
export function predictProbabilities(
  model: LabelledModel & Partial<Pick<TrainedModel, "loss" | "calibration">>,
  inputs: MatrixLike,
): Matrix {
  const { labels, network, loss } = model;
  if (!labels) {
    throw new InputError({
      code: "wrong-task",
      argument: "model",
      got: "a regression",
      expected: "a classification to predict probabilities",
    });
  }
  if (!givesProbabilities(model)) {
    throw new InputError({
      code: "no-probabilities",
      argument: "model",
      got: loss
        ? `one of the ${loss} loss, which has no probabilities of its own`
        : "an average that was not calibrated",
      hint: 'Train with lambda "auto", so that folds can calibrate them, or with the logistic or softmax loss.',
    });
  }
  const outputs = network.predict(inputs);
  return probabilitiesOf(outputs, network.outputCount, labels.length, uncalibrated);
}
