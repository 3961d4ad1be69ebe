import { type KnownHashes, statementInSteps } from "../certificates/statement.js";
import type { Budget } from "../fitting/budget.js";
import { followPath } from "../fitting/follow-path.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import { hasProbabilities } from "../losses/loss.js";
import type { GatedModel } from "../models/gated-model.js";
import type { PlainModel } from "../models/plain-model.js";
import type { PartsOfKind } from "../models/trained-model.js";
import type { GateSettings } from "../options/settings.js";
import { choosePenalty } from "../penalty-choice/choose-penalty.js";
import { classIndicesOf } from "../penalty-choice/class-indices.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import { fitCalibration } from "../scoring/calibration.js";
import type { Solution } from "../solvers/solver.js";
import type { FoldIntervals } from "./fold-networks.js";
import type { Fitted, GrownFit } from "./grow.js";
import { type TrainResult, trainResult } from "./train-result.js";

/** A network over drawn or given gates: λ, then program (8) on all rows along the path down to it. */
export async function trainGated(settings: GateSettings, budget: Budget): Promise<TrainResult> {
  const chosen = await choosePenalty(settings, budget);
  const known: KnownHashes = new Map();
  // Of many rows this takes long, and what comes after the last solve is past the time limit.
  await budget.run(statementInSteps(chosen.problem.at(chosen.penalty.lambda), known));
  const followed = await followPath(chosen.problem, chosen.penalty, settings, budget);
  const fit = await grownFit(settings, { ...chosen, ...followed }, budget);
  const { problem, solution, path, freshGates, growth } = fit;
  const { intervals, notes } = await intervalsOf(settings, fit.penalty, budget);
  const ofRows = solution.activeGates > 0 ? fit.penalty : withShares(fit.penalty, settings, problem, solution);
  const penalty = { ...ofRows, notes: [...ofRows.notes, ...notes] };
  const program = problem.at(penalty.lambda);
  return trainResult(settings, penalty, {
    status: solution.status,
    ...partsOfProblem(settings, problem, solution),
    ...(await finishedNetwork(settings, problem, penalty, solution, budget)),
    certificate: solution.certificate,
    ...(freshGates ? { freshGates } : {}),
    ...(growth ? { growth } : {}),
    ...(intervals ? { intervals } : {}),
    statement: await budget.run(statementInSteps(program, known)),
    program,
    path,
    seconds: budget.elapsed(),
  });
}

/** Prices fresh gates and grows by them, where that is asked for. */
async function grownFit(settings: GateSettings, fitted: Fitted, budget: Budget): Promise<GrownFit> {
  if (settings.fresh.count === 0) return fitted;
  const { priceAndGrow } = await import("./grow.js");
  return priceAndGrow(settings, fitted, budget);
}

/** The networks of prediction intervals, where these are asked for. */
async function intervalsOf(settings: GateSettings, penalty: ChosenPenalty, budget: Budget): Promise<FoldIntervals> {
  if (!settings.intervals) return { notes: [] };
  const { gatedIntervals } = await import("./fold-networks.js");
  return gatedIntervals({ ...settings, intervals: settings.intervals }, penalty, budget);
}

/** The network of a solution at the chosen λ, over raw columns; for model "relu" its blocks become plain neurons, the cheapest ones once time is over. */
async function finishedNetwork(
  { model, decomposition }: GateSettings,
  problem: ReducedProblem,
  { lambda, calibration }: ChosenPenalty,
  solution: Solution,
  budget: Budget,
): Promise<PartsOfKind<GatedModel | PlainModel>> {
  const { point } = solution;
  if (model !== "relu") {
    return { kind: "gated", model, network: problem.networkAt(point, calibration), decomposition: null };
  }
  const { plainParts } = await import("./plain-neurons.js");
  const parts = { lambda, calibration, constant: problem.constantAt(point) };
  return budget.run(plainParts(problem, parts, solution, decomposition, () => !budget.spent(1)));
}

/**
 * Where every weight is zero, held-out outputs are the shares of other rows, which are smaller where a class was held out: a calibration to them
 * takes away from what the constant knows. The shares of all training rows are the answer. The constant of a loss with probabilities gives
 * them as it is; with other losses the calibration is fitted to the training rows.
 */
function withShares(
  { calibration, ...penalty }: ChosenPenalty,
  { inputs, targets, labels, loss, sampleWeights }: GateSettings,
  problem: ReducedProblem,
  { point }: Solution,
): ChosenPenalty {
  if (!calibration || !labels || (hasProbabilities(loss) && problem.constantAt(point))) return penalty;
  const outputs = problem.outputsOn(inputs, point);
  const classes = classIndicesOf(targets, labels);
  return { ...penalty, calibration: fitCalibration(outputs, targets.columns, classes, labels.length, sampleWeights) };
}

/** What the model keeps of its program: enough to state it again. */
function partsOfProblem({ loss, sampleWeights }: GateSettings, problem: ReducedProblem, solution: Solution) {
  const { reduction, arrangement, shaped } = problem;
  const constant = problem.constantAt(solution.point);
  return {
    ...(sampleWeights ? { sampleWeights } : {}),
    // At a corner of the loss the blocks alone do not give the dual point back.
    ...(loss.curvature === "none" ? { dualPoint: solution.certificate.dualPoint } : {}),
    maskCount: arrangement.maskCount,
    activeGates: solution.activeGates,
    reduction,
    coverage: arrangement.coverage,
    ...shaped,
    point: solution.point,
    ...(constant ? { constant } : {}),
  };
}
