import { statementOf } from "../certificates/statement.js";
import type { Budget } from "../fitting/budget.js";
import { pathPoint } from "../fitting/follow-path.js";
import type { RidgeFit } from "../fitting/ridge-problem.js";
import { matrix } from "../linear-algebra/matrix.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { KernelSettings } from "../options/settings.js";
import { chooseRidgePenalty, type PenalisedRidge } from "../penalty-choice/leave-one-out.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import { type KernelTrainResult, trainResult } from "./train-result.js";

/** Kernel ridge regression on the standardised table: λ, then one factorisation; fractions of λ are fractions of tr K. */
export async function trainKernel(settings: KernelSettings, budget: Budget): Promise<KernelTrainResult> {
  const chosen = await chooseRidgePenalty(settings, budget);
  const { problem } = chosen;
  const { penalty, solution } = await solveProved(chosen, settings.tolerance, budget);
  const { dual, program, certificate } = solution;
  const { reduction, inputs } = problem.rows;
  return trainResult(settings, penalty, {
    kind: "kernel",
    model: settings.model,
    ...(settings.sampleWeights ? { sampleWeights: settings.sampleWeights } : {}),
    status: certificate.relativeGap <= settings.tolerance ? "solved" : "stalled",
    maskCount: 0,
    activeGates: 0,
    reduction,
    coverage: certificate.coverage,
    gates: matrix(inputs.columns, 0),
    point: { which: new Int32Array(0), blocks: new Float64Array(0) },
    network: rawNetwork({ kind: "kernel", kernel: problem.kernel, scale: 1, rows: inputs, dual }, reduction, penalty),
    decomposition: null,
    certificate,
    statement: statementOf({ ...program, inputs }),
    program,
    path: [pathPoint(penalty, certificate, 0)],
    seconds: budget.elapsed(),
  });
}

interface Solved {
  readonly penalty: ChosenPenalty;
  readonly solution: RidgeFit;
}

/**
 * The solution at the chosen λ. Where λ was compared, and is so small that the rounding of the kernel keeps the certificate from the tolerance,
 * that at the next larger of the compared λ where it does not.
 */
async function solveProved({ problem, penalty }: PenalisedRidge, tolerance: number, budget: Budget): Promise<Solved> {
  const solution = await budget.run(problem.at(penalty.lambda));
  if (solution.certificate.relativeGap <= tolerance) return { penalty, solution };
  const { crossValidation } = penalty;
  // They stand in descending order.
  for (const point of crossValidation?.path.toReversed() ?? []) {
    const { lambdaFraction } = point;
    if (!crossValidation || lambdaFraction <= penalty.lambdaFraction) continue;
    if (budget.spent(1)) break;
    const lambda = lambdaFraction * problem.trace;
    const larger = await budget.run(problem.at(lambda));
    if (larger.certificate.relativeGap > tolerance) continue;
    const taken = { lambda, lambdaFraction, crossValidation: { ...crossValidation, ...point } };
    const notes = [...penalty.notes, raisedNote(penalty.lambdaFraction, lambdaFraction)];
    return { penalty: { ...penalty, ...taken, notes }, solution: larger };
  }
  return { penalty, solution };
}

const raisedNote = (least: number, taken: number): string =>
  `The least error was at ${short(least)}, where rounding leaves a gap above the tolerance; ${short(taken)} is the least compared λ above it whose optimum is proved.`;

const short = (fraction: number): string => String(Number(fraction.toPrecision(2)));
