import type { GateSettings } from "../options/settings.js";
import type { Family } from "./family.js";
import { averageOfKernels, type KernelSetting } from "./kernel-families.js";
import { kernelSize } from "./members.js";
import type { Trial } from "./trials.js";

/**
 * The mean of the raw outputs of several kernels; the family has one setting, all of them. An average of the best few
 * keeps the gain on fresh rows that a pick of the best one loses. The outputs on the folds are at hand, so the average
 * costs next to nothing to try.
 */
export function averageFamily(
  members: readonly Trial<KernelSetting>[],
  settings: GateSettings,
): Family<readonly KernelSetting[]> {
  const size = kernelSize(settings, members.length);
  return {
    family: "average",
    name: "average",
    settings: [members.map(({ setting }) => setting)],
    nameOf: () => `average of ${members.map(({ candidate }) => candidate.name).join("; ")}`,
    foldCount: (folds, repeats) => folds * repeats,
    begin: ({ index }) => ({ tryOut: () => ({ outputs: meanOnFold(members, index), size }) }),
    refit: (kernels, budget) => averageOfKernels(kernels, settings, budget),
  };
}

function meanOnFold(members: readonly Trial[], fold: number): Float64Array {
  const mean = new Float64Array(members[0].outputs[fold].length);
  for (const { outputs } of members) {
    outputs[fold].forEach((value, k) => {
      mean[k] += value / members.length;
    });
  }
  return mean;
}
