import { coneDecomposition, type DecompositionStrategy } from "../decomposition/cone-decomposition.js";
import { plainDecomposition } from "../decomposition/program-networks.js";
import { type Budget, startBudget } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import { gatedNetworkOf } from "../models/network-shape.js";
import { rawNetwork } from "../models/raw-network.js";
import type { Calibration, CrossValidation, DecompositionReport, KernelName } from "../models/trained-model.js";
import type { AnyTrainResult, PathPoint, TrainOptions, TrainResult } from "../options/options.js";
import { resolveSettings, type Settings, type SettledSettings } from "../options/settings.js";
import { crossValidate } from "../penalty-choice/cross-validation.js";
import type { GatedReluProgram } from "../programs/gated-relu.js";
import type { Solution, Status } from "../solvers/solver.js";
import { type TheoremPenalty, theoremPenalty } from "./theorem-penalty.js";
import { generateNetwork } from "./train-generated.js";
import { trainKernel } from "./train-kernel.js";

const gatedChoice = "λ was chosen for the gated network on sampled gates and then used for the generated one.";

/** λ as a fraction of λ_max where the time did not allow a choice: a middling one. */
const fallbackFraction = 0.01;

/**
 * Trains a two-layer network from a table: λ by k-fold cross-validation along a warm-started path (unless it is given), then program (8)
 * on all rows to the tolerance, the network over raw columns, and a certificate that anyone can recompute.
 *
 * With drawn gates the certificate speaks of the program over these gates, not of all networks. With gates "generate" or "complete" it is
 * the network's own non-convex problem that is solved, and its certificate says how far the search went.
 * @returns the network, its certificate and how it came about; a spent time limit is a `status`
 * @throws InputError for a mistake in the options or the table; `signal.reason` when aborted
 */
export async function train(
  options: TrainOptions & {
    readonly gates?: number | MatrixLike;
    readonly model?: Exclude<TrainOptions["model"], KernelName>;
  },
): Promise<TrainResult>;
export async function train(options: TrainOptions): Promise<AnyTrainResult>;
export async function train(options: TrainOptions): Promise<AnyTrainResult> {
  const asked = resolveSettings(options);
  const budget = startBudget(options);
  if (asked.model === "ntk" || asked.model === "gaussian") return trainKernel(asked, asked.model, budget);
  const notes: string[] = [];
  let cut = false;
  let crossValidation: CrossValidation | null = null;
  let calibration: Calibration | undefined;
  if (asked.penalty === "auto") {
    const choice = await crossValidate(asked, budget);
    notes.push(...choice.notes);
    cut = choice.cut;
    crossValidation = choice.crossValidation ?? null;
    calibration = choice.calibration;
    if (!crossValidation) notes.push(`λ was set to ${fallbackFraction} of its largest value without being compared.`);
  }
  await budget.breathe();
  const problem = reduceProblem(asked.inputs, asked.targets, asked);
  const { settings, theorem } = settle(asked, problem);
  notes.push(...(theorem?.notes ?? []));
  const penaltyRule = theorem?.rule ?? null;
  const fraction = chosenFraction(settings, problem, crossValidation);
  if (settings.generation) {
    const lambda = penaltyAt(settings, problem, fraction);
    const generated = await generateNetwork(settings, problem, { lambda, lambdaFraction: fraction }, budget);
    if (settings.penalty === "auto") notes.push(gatedChoice);
    return { ...generated, status: cut ? "time-limit" : generated.status, crossValidation, notes, penaltyRule };
  }
  const { solution, path, lambda } = await refit(settings, problem, fraction, budget);
  const status: Status = cut && solution.status === "solved" ? "time-limit" : solution.status;
  const result = describe(settings, problem, solution, {
    status,
    lambda,
    lambdaFraction: fraction,
    crossValidation,
    notes,
    path,
    penaltyRule,
    ...finishedNetwork(settings, problem, solution, lambda),
    seconds: budget.elapsed(),
  });
  return calibration ? { ...result, calibration } : result;
}

/** The rule of Theorem 6.1 as a number, now that the rows are known as the program sees them. */
function settle(asked: Settings, problem: ReducedProblem): { settings: SettledSettings; theorem?: TheoremPenalty } {
  const { penalty } = asked;
  if (typeof penalty === "string" || !("rule" in penalty)) return { settings: { ...asked, penalty } };
  const theorem = theoremPenalty(penalty, problem);
  return { settings: { ...asked, penalty: { lambda: theorem.rule.lambda } }, theorem };
}

function chosenFraction({ penalty }: SettledSettings, problem: ReducedProblem, chosen: CrossValidation | null): number {
  if (penalty === "auto") return chosen?.lambdaFraction ?? fallbackFraction;
  if ("lambdaFraction" in penalty) return penalty.lambdaFraction;
  return penalty.lambda / problem.lambdaMax;
}

/** The path on all rows from λ_max down to the chosen λ, there to the full tolerance. */
async function refit(settings: SettledSettings, problem: ReducedProblem, fraction: number, budget: Budget) {
  const { penalty, fractions, options } = settings;
  const above = penalty === "auto" ? fractions.filter((value) => value > fraction) : [];
  const path: PathPoint[] = [];
  const pathPoints = above.length + 1;
  let start: Solution["point"] | undefined;
  for (const [index, value] of above.entries()) {
    if (budget.spent(0.8)) break;
    const lambda = value * problem.lambdaMax;
    const stage = {
      stage: "path",
      pathPoint: index + 1,
      pathPoints,
      fold: 0,
      folds: 0,
      lambdaFraction: value,
    } as const;
    const solution = await budget.solve(problem.at(lambda), options.pathTolerance, 0.8, stage, start);
    start = solution.point;
    path.push(pathPoint(solution, lambda, value));
  }
  const lambda = penaltyAt(settings, problem, fraction);
  const stage = {
    stage: "refit",
    pathPoint: pathPoints,
    pathPoints,
    fold: 0,
    folds: 0,
    lambdaFraction: fraction,
  } as const;
  const solution = await budget.solve(problem.at(lambda), options.tolerance, 1, stage, start);
  path.push(pathPoint(solution, lambda, fraction));
  return { solution, path, lambda };
}

function penaltyAt({ penalty }: SettledSettings, problem: ReducedProblem, fraction: number): number {
  return typeof penalty === "object" && "lambda" in penalty ? penalty.lambda : fraction * problem.lambdaMax;
}

function pathPoint(solution: Solution, lambda: number, lambdaFraction: number): PathPoint {
  const { primalObjective, relativeGap } = solution.certificate;
  return { lambda, lambdaFraction, primalObjective, relativeGap, activeGates: solution.activeGates };
}

/** The network over raw columns; for model "relu" the blocks become plain neurons. */
function finishedNetwork(settings: Settings, problem: ReducedProblem, solution: Solution, lambda: number) {
  const { reduction, shaped } = problem;
  if (settings.model !== "relu") {
    return { network: gatedNetworkOf(reduction, shaped, solution.point), decomposition: null };
  }
  return decomposed(problem, solution, lambda, settings.decomposition);
}

/** The gated solution as plain neurons. The dual bound of (8) bounds (3) on the same gates, so the gap is the ReLU network's own. */
function decomposed(problem: ReducedProblem, solution: Solution, lambda: number, strategy: DecompositionStrategy) {
  const { reduction } = problem;
  const program = problem.gatedAt(lambda);
  if (problem.shaped.shape) {
    const { dualObjective } = solution.certificate;
    const { network, report } = plainDecomposition(program, solution.point, dualObjective, strategy);
    return { network: rawNetwork(network, reduction), decomposition: report };
  }
  const { network, inflation, objective, maxConeViolation } = coneDecomposition(
    { program: program as GatedReluProgram, point: solution.point },
    { strategy },
  );
  const decomposition: DecompositionReport = {
    strategy,
    inflation,
    objective,
    relativeGap: (objective - solution.certificate.dualObjective) / Math.max(objective, 1e-300),
    maxConeViolation,
  };
  return { network: rawNetwork(network, reduction), decomposition };
}

type Outcome = Pick<
  TrainResult,
  | ("status" | "lambda" | "lambdaFraction" | "crossValidation" | "notes" | "path" | "penaltyRule")
  | ("network" | "decomposition" | "seconds")
>;

function describe(settings: Settings, problem: ReducedProblem, solution: Solution, outcome: Outcome): TrainResult {
  const { inputs, targets, task, labels, model, loss, sampleWeights, options } = settings;
  const { reduction, arrangement, shaped } = problem;
  return {
    ...outcome,
    task,
    model,
    labels,
    loss: loss.name,
    ...(loss.parameters ? { lossParameters: loss.parameters } : {}),
    ...(sampleWeights ? { sampleWeights } : {}),
    // At a corner of the loss the blocks alone do not give the dual point back.
    ...(loss.curvature === "none" ? { dualPoint: solution.certificate.dualPoint } : {}),
    options,
    sampleCount: inputs.rows,
    featureCount: inputs.columns,
    outputCount: targets.columns,
    maskCount: arrangement.maskCount,
    activeGates: solution.activeGates,
    reduction,
    coverage: arrangement.coverage,
    ...shaped,
    point: solution.point,
    certificate: solution.certificate,
    program: problem.at(outcome.lambda),
  };
}
