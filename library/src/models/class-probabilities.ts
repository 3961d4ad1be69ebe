import { hasProbabilities } from "../losses/loss.js";
import { namedLoss } from "../losses/named.js";
import type { TrainedModel } from "./trained-model.js";

/**
 * Whether the scores of a classification are log-odds: its loss makes them so (logistic, softmax), or a calibration does.
 * @returns whether `predictProbabilities` and exports give probabilities
 */
export function givesProbabilities({
  loss,
  calibration,
}: Partial<Pick<TrainedModel, "loss" | "calibration">>): boolean {
  if (calibration) return true;
  const known = loss === undefined ? undefined : namedLoss(loss);
  return known !== undefined && hasProbabilities(known);
}
