import { InputError } from "../errors.js";
import type { Matrix, MatrixLike } from "../linear-algebra/matrix.js";
import { hasProbabilities } from "../losses/loss.js";
import { namedLoss } from "../losses/named.js";
import type { Predictor } from "../models/raw-network.js";
import type { TrainedModel } from "../models/trained-model.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { probabilitiesOf, uncalibrated } from "./calibration.js";

/** What predicting labels takes of a model. */
export type LabelledModel = Pick<TrainedModel, "labels"> & { readonly network: Predictor };

/**
 * The labels a model gives to raw rows.
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
 * Class probabilities from a network's outputs u: 1/(1 + e^{−(su + c)}) for two classes in one output, softmax(su) for more, with slope s
 * and intercept c fitted to held-out outputs of the cross-validation folds (Platt scaling; temperature scaling). Without folds s = 1,
 * c = 0, which is a probability for the logistic and softmax losses only.
 * @param inputs m×d raw rows
 * @returns m×classes in the order of `model.labels`; every row sums to 1
 * @throws InputError "wrong-task" for a regression, "no-probabilities" for another loss without folds
 */
export function predictProbabilities(
  model: Pick<TrainedModel, "labels" | "loss" | "calibration"> & { readonly network: Predictor },
  inputs: MatrixLike,
): Matrix {
  const { labels, network, loss, calibration } = model;
  if (!labels) {
    throw new InputError({
      code: "wrong-task",
      argument: "model",
      got: "a regression",
      expected: "a classification to predict probabilities",
    });
  }
  if (!calibration && !givesProbabilities(loss)) {
    throw new InputError({
      code: "no-probabilities",
      argument: "model",
      got: `one of the ${loss} loss, which has no probabilities of its own`,
      hint: 'Train with lambda "auto", so that folds can calibrate them, or with the logistic or softmax loss.',
    });
  }
  const outputs = network.predict(inputs);
  return probabilitiesOf(outputs, network.outputCount, labels.length, calibration ?? uncalibrated);
}

/** Whether a loss of this name makes outputs probabilities without calibration. */
export function givesProbabilities(name = ""): boolean {
  const loss = namedLoss(name);
  return loss !== undefined && hasProbabilities(loss);
}
