import type { Budget } from "../../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../../fitting/reduced-problem.js";
import { onRows } from "../../fitting/settings.js";
import { drawnShares } from "../../kernels/ntk-weights.js";
import { requireSmooth } from "../../losses/loss.js";
import type { GateSettings } from "../../options/settings.js";
import { iterativeReweightingAsPrinted } from "../../solvers/reweighting/as-printed.js";
import { iterativeReweighting, type ReweightingIterate } from "../../solvers/reweighting/iterative-reweighting.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, shortNumber } from "./family.js";
import { maskingMember, maskingSize } from "./masking-member.js";

/** λ as a fraction of λ_max, and after how many reweightings of the NTK's weights to end. */
interface ReweightingSetting {
  readonly fraction: number;
  readonly steps: number;
}

const fractions = [0.1, 0.03, 0.01, 0.003, 0.001];
const stepCounts = [1, 2, 4];
const mostSteps = 4;

/** Iterative reweighting from the NTK's weights, ended early: ridge regression with a kernel that has begun to look at the targets. */
export function reweightingFamily(settings: GateSettings): Family<ReweightingSetting> {
  const membersOn = (own: GateSettings, { fraction, steps }: ReweightingSetting, budget: Budget) =>
    maskingMember(own, budget, async (problem) => {
      const { weights } = afterSteps(await budget.run(reweighted(problem, fraction, steps)), steps);
      return { weights, ridge: (fraction * problem.lambdaMax) / 2 };
    });
  return {
    family: "reweighting",
    name: "reweighting",
    settings: fractions.flatMap((fraction) => stepCounts.map((steps) => ({ fraction, steps }))),
    nameOf({ fraction, steps }) {
      const times = steps === 1 ? "once" : `${steps} times`;
      return `NTK weights reweighted ${times}, λ = ${shortNumber(fraction)} λ_max`;
    },
    foldCount: (folds) => folds,
    begin: (fold, budget) => reweightingOnFold(fold, maskingSize(settings), budget),
    membersOf: (setting, budget) => membersOn(settings, setting, budget),
    membersWithout: (setting, { train }, budget) => membersOn(onRows(settings, train), setting, budget),
  };
}

async function reweightingOnFold(
  { train, heldOut }: SelectionFold,
  size: number,
  budget: Budget,
): Promise<FoldRun<ReweightingSetting>> {
  const problem = await reduceProblem(train, budget);
  let last: { readonly fraction: number; readonly iterates: readonly ReweightingIterate[] } | undefined;
  return {
    async tryOut({ fraction, steps }) {
      if (last?.fraction !== fraction) {
        last = { fraction, iterates: await budget.run(reweighted(problem, fraction, mostSteps)) };
      }
      return { outputs: problem.outputsOn(heldOut.inputs, afterSteps(last.iterates, steps).point), size };
    },
    dispose: () => problem.dispose(),
  };
}

/** Ridge at the NTK's weights, then after 1 … `steps` reweightings. */
function* reweighted(
  problem: ReducedProblem,
  fraction: number,
  steps: number,
): Generator<undefined, ReweightingIterate[]> {
  const solver = iterativeReweighting({ initial: drawnShares(problem.arrangement), extrapolate: false });
  const iterates: ReweightingIterate[] = [];
  for (const iterate of solver.iterates(smoothProgram(problem, fraction * problem.lambdaMax))) {
    if (iterate) iterates.push(iterate as ReweightingIterate);
    if (iterates.length > steps) break;
    yield undefined;
  }
  return iterates;
}

function afterSteps(iterates: readonly ReweightingIterate[], steps: number): ReweightingIterate {
  return iterates[Math.min(steps, iterates.length - 1)];
}

/** The weights after so many reweightings of Algorithm 1 as printed, from the NTK's. */
export function algorithmOneWeights(problem: ReducedProblem, lambda: number, steps: number): Float64Array {
  const solver = iterativeReweightingAsPrinted({ initial: drawnShares(problem.arrangement) });
  let weights = drawnShares(problem.arrangement);
  for (const iterate of solver.iterates(smoothProgram(problem, lambda))) {
    if (!iterate) continue;
    weights = (iterate as ReweightingIterate).weights;
    if (iterate.iteration > steps) break;
  }
  return weights;
}

/** The gated program at one λ, for solvers that need a gradient. */
function smoothProgram(problem: ReducedProblem, lambda: number) {
  const program = problem.gatedAt(lambda);
  return { ...program, loss: requireSmooth(program.loss, "iterative reweighting") };
}
