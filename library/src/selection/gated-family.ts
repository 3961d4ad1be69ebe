import { startBudget } from "../fitting/budget.js";
import { reduceProblem } from "../fitting/reduced-problem.js";
import type { GateSettings } from "../options/settings.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { trainGated } from "../training/train-gated.js";
import { type Family, type FoldRun, shortNumber } from "./family.js";
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
    refit: (lambdaFraction) => trainGated(atFraction(settings, lambdaFraction), startBudget(settings.limits)),
  };
}

/** The same gates at one λ; the model says that they were given. */
function atFraction(settings: GateSettings, lambdaFraction: number): GateSettings {
  const record = { ...settings.record, gates: "given" as const, folds: 0 };
  return { ...settings, penalty: { kind: "fraction", lambdaFraction }, record };
}

function gatedPathOnFold({ train, heldOut }: SelectionFold): FoldRun<number> {
  const problem = reduceProblem(train);
  const { signal } = train.limits;
  let start: SparseBlocks | undefined;
  return {
    async tryOut(fraction) {
      const lambda = fraction * problem.lambdaMax;
      const { point, activeGates } = await problem.solve(lambda, { tolerance: looseTolerance, start, signal });
      start = point;
      // A gate and a block of weights each.
      return { outputs: problem.outputsOn(heldOut.inputs, point), size: 2 * neuronSize(train) * activeGates };
    },
    dispose: () => problem.dispose(),
  };
}
