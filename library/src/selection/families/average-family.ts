import type { GateSettings } from "../../options/settings.js";
import { membersOfAll, membersOfTrial, membersWithoutFold, type Trial } from "../trials.js";
import type { Family } from "./family.js";

/**
 * The mean of the raw outputs of several trials; the family has one setting, all of them. An average of the best few
 * keeps the gain on fresh rows that a pick of the best one loses. The outputs on the folds are at hand, so the average
 * costs next to nothing to try.
 */
export function averageFamily(
  trials: readonly Trial[],
  settings: GateSettings,
  family: Family<unknown>["family"] = "average",
): Family<"all"> {
  const rows = settings.inputs.rows * (settings.inputs.columns + (settings.bias ? 1 : 0));
  // The rows that kernels compare with are shared.
  const size = rows + trials.reduce((sum, { candidate }) => sum + Math.max(0, candidate.size - rows), 0);
  const parts = trials.map((trial) => ({ trial, factor: 1 / trials.length }));
  return {
    family,
    name: "average",
    settings: ["all"],
    nameOf: () => `average of ${trials.map(({ candidate }) => candidate.name).join("; ")}`,
    foldCount: (folds, repeats) => folds * repeats,
    begin: ({ index }) => ({ tryOut: () => ({ outputs: meanOnFold(trials, index), size }) }),
    membersOf: (_, budget) => membersOfAll(parts, (trial) => membersOfTrial(trial, budget)),
    membersWithout: (_, place, budget) => membersOfAll(parts, (trial) => membersWithoutFold(trial, place, budget)),
  };
}

function meanOnFold(trials: readonly Trial[], fold: number): Float64Array {
  const mean = new Float64Array(trials[0].outputs[fold].length);
  for (const { outputs } of trials) {
    outputs[fold].forEach((value, k) => {
      mean[k] += value / trials.length;
    });
  }
  return mean;
}
