import type { Budget } from "../../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../../fitting/reduced-problem.js";
import { onRows } from "../../fitting/settings.js";
import { drawnShares } from "../../kernels/ntk-weights.js";
import { power } from "../../numerics/elementary/index.js";
import type { GateSettings } from "../../options/settings.js";
import type { SparseBlocks } from "../../programs/group-program.js";
import { blockNorms } from "../../programs/penalised.js";
import { powerFamilyProgram } from "../../programs/weighted-ridge.js";
import { solve } from "../../solvers/solve.js";
import type { SolveOptions } from "../../solvers/solver.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, shareOfTime, shortNumber } from "./family.js";
import { maskingMember, maskingSize } from "./masking-member.js";

/** Fractions of λ_max. */
const fractions = [0.1, 0.03, 0.01, 0.003, 0.001];
/** q, halfway between the group lasso and the NTK's ridge. */
const exponent = 1.5;
/** Enough to order λ by their score. */
const looseTolerance = 1e-2;

/** The q-family at one q: the penalty between the group lasso and the ridge with the NTK's weights. */
export function powerFamily(settings: GateSettings): Family<number> {
  const membersOn = (own: GateSettings, fraction: number, budget: Budget) =>
    maskingMember(own, budget, async (problem) => {
      const { point } = await solvePower(problem, fraction, { tolerance: 1e-4, ...budget.bounds(1) });
      const norms = blockNorms(point, problem.arrangement.maskCount);
      const prior = drawnShares(problem.arrangement);
      const weights = norms.map((norm, i) => power(prior[i], exponent - 1) * power(norm, 2 - exponent));
      return { weights, ridge: (exponent * fraction * problem.lambdaMax) / 2 };
    });
  return {
    family: "q-family",
    name: "q-family",
    settings: fractions,
    nameOf: (fraction) => `q = ${exponent}, λ = ${shortNumber(fraction)} λ_max`,
    foldCount: (folds) => folds,
    begin: (fold, budget) => powerPathOnFold(fold, maskingSize(settings), budget),
    membersOf: (fraction, budget) => membersOn(settings, fraction, budget),
    membersWithout: (fraction, { train }, budget) => membersOn(onRows(settings, train), fraction, budget),
  };
}

async function powerPathOnFold(
  { train, heldOut }: SelectionFold,
  size: number,
  budget: Budget,
): Promise<FoldRun<number>> {
  const problem = await reduceProblem(train, budget);
  let start: SparseBlocks | undefined;
  return {
    async tryOut(fraction) {
      const { point } = await solvePower(problem, fraction, {
        tolerance: looseTolerance,
        ...budget.bounds(shareOfTime),
        start,
      });
      start = point;
      return { outputs: problem.outputsOn(heldOut.inputs, point), size };
    },
    dispose: () => problem.dispose(),
  };
}

type PowerEffort = Pick<SolveOptions, "tolerance" | "timeLimit" | "signal" | "start">;

function solvePower(problem: ReducedProblem, fraction: number, effort: PowerEffort) {
  const { inputs, data } = problem.at(1);
  const program = powerFamilyProgram({
    inputs,
    targets: { rows: data.sampleCount, columns: data.outputs, values: data.targets },
    arrangement: problem.arrangement,
    weights: drawnShares(problem.arrangement),
    lambda: fraction * problem.lambdaMax,
    q: exponent,
  });
  return solve(program, { maxIterations: 30, ...effort });
}
