import { startBudget } from "../fitting/budget.js";
import { reduceRowsInSteps } from "../fitting/reduced-rows.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { type PenaltyModel, type PenaltyOptions, readPenaltyModel } from "../options/penalty-model-options.js";
import type { GateSettings } from "../options/settings.js";
import { trainGated } from "../training/train-gated.js";
import { maskingMember } from "./families/masking-member.js";
import { averageOf, kernelMember } from "./families/members.js";
import { algorithmOneWeights } from "./families/reweighting-family.js";
import type { SelectedModel } from "./selection-result.js";

/** Reweightings of Algorithm 1: the paper leaves their number open, and its objective has settled long before. */
const algorithmOneSteps = 10;

/**
 * One model at one given λ: NTK, ReLU NTK or Gaussian ridge regression, the group lasso over sampled gates, or the paper's Algorithm 1 as
 * printed, started at the NTK's weights. For studies over a grid of λ; `selectModel` chooses λ itself.
 * @returns the model, as `selectModel` gives one
 * @throws InputError for a mistake in the options or the table
 */
export async function modelAtPenalty(options: PenaltyOptions): Promise<SelectedModel> {
  const { family, lambda, table } = readPenaltyModel(options);
  const budget = startBudget(table.limits);
  if (family === "gated-relu") return trainGated(table, budget);
  if (family === "algorithm-1") {
    const members = await maskingMember(table, budget, (problem) => ({
      weights: algorithmOneWeights(problem, lambda, algorithmOneSteps),
      ridge: lambda,
    }));
    return averageOf(members, table, undefined, budget);
  }
  const rows = await budget.run(reduceRowsInSteps(table));
  const member = kernelMember(describedKernel(family, table), rows, () => ({ scale: 1, ridge: lambda }));
  return averageOf([{ member, share: 1 }], table, undefined, budget);
}

function describedKernel(
  family: Exclude<PenaltyModel, "gated-relu" | "algorithm-1">,
  { inputs }: GateSettings,
): KernelDescription {
  return family === "gaussian" ? { kind: family, bandwidth: Math.sqrt(inputs.columns) } : { kind: family };
}
