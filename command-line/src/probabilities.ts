import { type AnyModel, givesProbabilities, type Matrix, predictProbabilities } from "halfspace";

/** The probabilities of the classes, n×K; undefined where a model has none. */
export function probabilitiesOf(model: AnyModel, inputs: Matrix): Matrix | undefined {
  return givesProbabilities(model) ? predictProbabilities(model, inputs) : undefined;
}
