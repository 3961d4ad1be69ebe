import type { Combination } from "../combination.js";
import type { HeldOutRows } from "../held-out.js";
import { membersOfAll, membersOfTrial, membersWithoutFold, type Trial } from "../trials.js";
import { type Family, shortNumber } from "./family.js";

/** The weighted sum of trials of several families; its outputs on the folds are those by weights that have not seen the fold. */
export function combinationFamily(
  trials: readonly Trial[],
  { weights, factors, by, judged }: Combination,
  { bounds, truth, within }: HeldOutRows,
  isOfClasses: boolean,
): Family<"all"> {
  const parts = trials
    .map((trial, t) => ({ trial, weight: weights[t], factor: factors[t] }))
    .filter(({ weight }) => weight > 0);
  const size = parts.reduce((sum, { trial }) => sum + trial.candidate.size, 0);
  const { columns } = truth;
  return {
    family: "combination",
    name: "combination",
    settings: ["all"],
    logOdds: isOfClasses,
    nameOf: () => parts.map(({ trial, weight }) => `${shortNumber(weight)} × ${shortName(trial)}`).join(" + "),
    foldCount: () => bounds.length - 1,
    begin: ({ index }) => {
      const outputs = judged.outputs.slice(bounds[index] * columns, bounds[index + 1] * columns);
      return { tryOut: () => ({ outputs, size }) };
    },
    membersOf: (_, budget) => membersOfAll(parts, (trial) => membersOfTrial(trial, budget)),
    membersWithout(_, place, budget) {
      // The weights are those that the other rows ask for.
      const own = by(within(place.train)).factors.map((factor, t) => ({ trial: trials[t], factor }));
      const used = own.filter(({ factor }) => factor > 0);
      return membersOfAll(used, (trial) => membersWithoutFold(trial, place, budget));
    },
  };
}

/** An average by how many it is of; its members are named where it stands alone. */
function shortName({ family, candidate }: Trial): string {
  const count = candidate.name.split("; ").length;
  if (family.name !== "average") return `(${candidate.name})`;
  return `average of ${count} ${family.family === "average" ? "kernels" : "in a learned metric"}`;
}
