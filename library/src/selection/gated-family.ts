import type { Budget } from "../fitting/budget.js";
import { reduceProblem } from "../fitting/reduced-problem.js";
import type { GateSettings } from "../options/settings.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { trainGated } from "../training/train-gated.js";
import { type Family, type FoldRun, shareOfTime, shortNumber } from "./family.js";
import { neuronSize } from "./members.js";
import type { SelectionFold } from "./selection-folds.js";

/** Fractions of λ_max. */
const fractions = [0.3, 0.16, 0.08, 0.04, 0.02, 0.01];
/** Enough to order λ by their score; the chosen network is trained to the full tolerance. */
const looseTolerance = 1e-2;

/** The group lasso over the sampled gates (8). */
export function gatedFamily(settings: GateSettings): Family<number> {
  return {
    family: "gated-relu",
    name: "gated-relu",
    settings: fractions,
    nameOf: (fraction) => `gated ReLU, λ = ${shortNumber(fraction)} λ_max`,
    foldCount: (folds) => folds,
    begin: gatedPathOnFold,
    refit: (lambdaFraction, budget) => trainGated(atFraction(settings, lambdaFraction), budget),
  };
}

/** The same gates at one λ; the model says that they were given. */
function atFraction(settings: GateSettings, lambdaFraction: number): GateSettings {
  const record = { ...settings.record, gates: "given" as const, folds: 0 };
  return { ...settings, penalty: { kind: "fraction", lambdaFraction }, record };
}

async function gatedPathOnFold({ train, heldOut }: SelectionFold, budget: Budget): Promise<FoldRun<number>> {
  const problem = await reduceProblem(train, budget);
  let start: SparseBlocks | undefined;
  return {
    async tryOut(fraction) {
      const lambda = fraction * problem.lambdaMax;
      start = await problem.approach(lambda, { tolerance: looseTolerance, start, ...budget.bounds(shareOfTime) });
      // A gate and a block of weights each.
      return { outputs: problem.outputsOn(heldOut.inputs, start), size: 2 * neuronSize(train) * start.which.length };
    },
    dispose: () => problem.dispose(),
  };
}
