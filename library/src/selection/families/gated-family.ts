import type { Budget } from "../../fitting/budget.js";
import { reduceProblem } from "../../fitting/reduced-problem.js";
import { onRows } from "../../fitting/settings.js";
import { hasProbabilities } from "../../losses/loss.js";
import type { GateSettings } from "../../options/settings.js";
import { gatedWithoutFold } from "../../training/fold-networks.js";
import { trainGated } from "../../training/train-gated.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, ofTimeLeft, onlyOnce, shareOfTime, shortNumber } from "./family.js";
import { neuronSize } from "./members.js";

/** Enough to compare its outputs; the network of all rows has the full tolerance. */
const looseTolerance = 1e-2;
/**
 * Of the time that is left, what the network of all rows may take, and of all the time, where its folds end. Where no other family is tried, nothing
 * comes after them, because the network of all rows is there; nor where it comes last, after families that are there.
 */
const shares = {
  among: { fit: 0.6, folds: shareOfTime },
  last: { fit: 0.6, folds: 0.98 },
  alone: { fit: 0.85, folds: 0.98 },
} as const;

/**
 * The network that `train` gives, with its gates, its path and its choice of λ. On every fold the program is stated
 * anew on its rows of training and solved at the same fraction of its own λ_max.
 */
export function gatedFamily(settings: GateSettings, place: keyof typeof shares): Family<"as trained"> {
  const share = shares[place];
  const fit = onlyOnce((budget) => trainGated(settings, ofTimeLeft(budget, share.fit)));
  let fraction: number | undefined;
  return {
    family: "gated-relu",
    name: "gated-relu",
    settings: ["as trained"],
    logOdds: hasProbabilities(settings.loss),
    needsNoComparison: place === "alone",
    nameOf: () => `gated ReLU${fraction === undefined ? "" : `, λ = ${shortNumber(fraction)} λ_max`}`,
    foldCount: (folds) => folds,
    async begin(fold, budget) {
      const { lambdaFraction } = await fit(budget);
      fraction = lambdaFraction;
      return networkOnFold(settings, { fraction: lambdaFraction, until: share.folds }, fold, budget);
    },
    refit: (_, budget) => fit(budget),
    membersOf: async (_, budget) => {
      const model = await fit(budget);
      // Only plain neurons are of another kind, and those are not asked for here.
      return model.kind === "gated" ? [{ member: { kind: "trained", model }, share: 1 }] : [];
    },
    async membersWithout(_, place, budget) {
      const network = await gatedWithoutFold(settings, await fit(budget), place, budget);
      const { columns, outputs } = network;
      return [{ member: { kind: "trained", model: { network, reduction: { columns, outputs } } }, share: 1 }];
    },
  };
}

/** @param until of the time limit */
async function networkOnFold(
  settings: GateSettings,
  { fraction, until }: { readonly fraction: number; readonly until: number },
  { rows, heldOut }: SelectionFold,
  budget: Budget,
): Promise<FoldRun<"as trained">> {
  const train = onRows(settings, rows.train);
  const problem = await reduceProblem(train, budget);
  return {
    async tryOut() {
      const bounds = budget.bounds(until);
      const point = await problem.approach(fraction * problem.lambdaMax, { tolerance: looseTolerance, ...bounds });
      // A gate and a block of weights each.
      return { outputs: problem.outputsOn(heldOut.inputs, point), size: 2 * neuronSize(train) * point.which.length };
    },
    dispose: () => problem.dispose(),
  };
}
