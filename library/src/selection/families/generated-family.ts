import type { Budget } from "../../fitting/budget.js";
import { reduceProblem } from "../../fitting/reduced-problem.js";
import { reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import { onRows } from "../../fitting/settings.js";
import { mapColumns, mapOutputs } from "../../networks/affine-map.js";
import { reluPredictions } from "../../networks/relu.js";
import type { GateSettings } from "../../options/settings.js";
import { generateGates } from "../../solvers/generation/generate-gates.js";
import { trainGenerated } from "../../training/train-generated.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, ofTimeLeft, onlyOnce, shareOfTime, shortNumber } from "./family.js";
import { neuronSize } from "./members.js";

/** Generation is the dearest family: it is compared on the first folds only, with a short search. */
const mostFolds = 2;
const effort = { maxStarts: 100, maxIterations: 15, tolerance: 1e-2 };
/** Of the time that is left, what the network of all rows may take. */
const shareOfFit = 0.5;

/** The network that `train` gives with gates "generate", at its λ on every fold; of tables with one output. */
export function generatedFamily(table: GateSettings, settings: GateSettings | undefined): Family<"as trained"> {
  const fit = onlyOnce((budget) => trainGenerated(settings as GateSettings, ofTimeLeft(budget, shareOfFit)));
  let fraction: number | undefined;
  return {
    family: "generated-relu",
    name: "generated-relu",
    settings: settings ? ["as trained"] : [],
    nameOf: () => `generated ReLU${fraction === undefined ? "" : `, λ = ${shortNumber(fraction)} λ_max`}`,
    foldCount: (folds) => Math.min(mostFolds, folds),
    async begin(fold, budget) {
      fraction = (await fit(budget)).lambdaFraction;
      return generatedOnFold(fraction, fold, budget);
    },
    async membersOf(_, budget) {
      const { network, lambda, certificate } = await fit(budget);
      const { primalObjective: objective, relativeGap, coverage } = certificate;
      const claims = {
        lambda,
        objective,
        relativeGap,
        coverage: coverage === "complete" ? coverage : "generated",
      } as const;
      return [{ member: { kind: "relu", network: network.inner, ...claims }, share: 1 }];
    },
    async membersWithout(_, { train }, budget) {
      const { lambdaFraction } = await fit(budget);
      const { network } = await (await searchOn(onRows(table, train), lambdaFraction, budget)).search();
      return [{ member: { kind: "relu", network }, share: 1 }];
    },
  };
}

async function generatedOnFold(
  fraction: number,
  { train, heldOut }: SelectionFold,
  budget: Budget,
): Promise<FoldRun<"as trained">> {
  const { reduction, search } = await searchOn(train, fraction, budget);
  return {
    async tryOut() {
      const { network } = await search();
      const own = reluPredictions(network, mapColumns(reduction.columns, heldOut.inputs)).values;
      return { outputs: mapOutputs(reduction.outputs, own), size: neuronSize(train) * network.hidden.rows };
    },
  };
}

/** A short search on some rows, at a fraction of the λ_max of their drawn gates. */
async function searchOn(rows: GateSettings, fraction: number, budget: Budget) {
  const { reduction, inputs, targets } = await budget.run(reduceRowsInSteps(rows));
  const plain = { standardise: false, standardiseTargets: false, bias: false };
  const problem = await reduceProblem({ ...rows, inputs, targets, ...plain }, budget);
  const lambda = fraction * problem.lambdaMax;
  problem.dispose();
  const limits = { seed: rows.seed, ...effort };
  return {
    reduction,
    search: () => generateGates({ inputs, targets, lambda, ...budget.bounds(shareOfTime), ...limits }),
  };
}
