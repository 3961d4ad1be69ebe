import type { Budget } from "../fitting/budget.js";
import { reduceProblem } from "../fitting/reduced-problem.js";
import { type ReducedRows, reduceRowsInSteps } from "../fitting/reduced-rows.js";
import type { NetworkMember } from "../models/average-model.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { reluPredictions } from "../networks/relu.js";
import type { GateSettings } from "../options/settings.js";
import { generateGates } from "../solvers/generation/generate-gates.js";
import { type Family, type FoldRun, shareOfTime, shortNumber } from "./family.js";
import { averageOn, neuronSize } from "./members.js";
import type { SelectionFold } from "./selection-folds.js";

/** Fractions of λ_max over the drawn gates. */
const fractions = [0.15, 0.05];
/** Generation is the dearest family: it is compared on the first folds only, with a short search. */
const mostFolds = 2;
const effort = { maxStarts: 100, maxIterations: 15, tolerance: 1e-2 };

/** The ReLU network's own non-convex problem by gate generation; of tables with one output. */
export function generatedFamily(settings: GateSettings): Family<number> {
  return {
    family: "generated-relu",
    name: "generated-relu",
    settings: settings.targets.columns > 1 ? [] : fractions,
    nameOf: (fraction) => `generated ReLU, λ = ${shortNumber(fraction)} λ_max`,
    foldCount: (folds) => Math.min(mostFolds, folds),
    begin: generatedOnFold,
    refit: async (fraction, budget) => {
      const rows = await budget.run(reduceRowsInSteps(settings));
      const member = memberOf(await generated(rows, settings, { fraction, share: 1 }, budget));
      return averageOn(settings, budget, [() => member]);
    },
  };
}

async function generatedOnFold({ train, heldOut }: SelectionFold, budget: Budget): Promise<FoldRun<number>> {
  const rows = await budget.run(reduceRowsInSteps(train));
  const { columns, outputs } = rows.reduction;
  const unseen = mapColumns(columns, heldOut.inputs);
  return {
    async tryOut(fraction) {
      const { network } = await generated(rows, train, { fraction, share: shareOfTime }, budget);
      const size = neuronSize(train) * network.hidden.rows;
      return { outputs: mapOutputs(outputs, reluPredictions(network, unseen).values), size };
    },
  };
}

/** @param share of the time limit, within which it ends */
async function generated(
  { inputs, targets }: ReducedRows,
  settings: GateSettings,
  { fraction, share }: { readonly fraction: number; readonly share: number },
  budget: Budget,
) {
  const { seed } = settings;
  const lambda = fraction * (await largestPenalty({ ...settings, inputs, targets }, budget));
  return { ...(await generateGates({ inputs, targets, lambda, seed, ...budget.bounds(share), ...effort })), lambda };
}

/** λ_max over all gates is not known before they are generated; that of the drawn gates is a close bound from below. */
async function largestPenalty(reduced: GateSettings, budget: Budget): Promise<number> {
  const problem = await reduceProblem(
    { ...reduced, standardise: false, standardiseTargets: false, bias: false },
    budget,
  );
  problem.dispose();
  return problem.lambdaMax;
}

function memberOf({ network, certificate, lambda }: Awaited<ReturnType<typeof generated>>): NetworkMember {
  const { primalObjective, relativeGap, coverage } = certificate;
  return { kind: "relu", network, lambda, objective: primalObjective, relativeGap, coverage };
}
