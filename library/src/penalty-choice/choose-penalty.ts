import type { Budget } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { crossValidate, type FoldsSettings } from "./cross-validation.js";
import {
  type ChosenPenalty,
  type FoldsPenalty,
  type GatePenalty,
  type GivenPenalty,
  givenPenalty,
  type RulePenalty,
} from "./penalty.js";
import { theoremPenalty } from "./theorem-penalty.js";

/** A program over gates, and how its λ is chosen. */
export interface PenaltySettings extends FoldsSettings {
  readonly penalty: GatePenalty;
}

/** All rows stated as a program, and the λ to solve it at. */
export interface PenalisedProblem {
  readonly problem: ReducedProblem;
  readonly penalty: ChosenPenalty;
}

/** λ as a fraction of λ_max where the time did not allow a choice: a middling one. */
const fallbackFraction = 0.01;

/**
 * Chooses λ in the way that the settings ask for, and states the program of all rows. That program is stated last,
 * because rows are held out of it where λ is compared.
 * @throws `signal.reason` when aborted
 */
export async function choosePenalty(settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const { penalty } = settings;
  if (penalty.kind === "folds") return byFolds(penalty, settings, budget);
  await budget.breathe();
  const problem = reduceProblem(settings);
  return { problem, penalty: penalty.kind === "rule" ? byRule(penalty, problem) : byNumber(penalty, problem) };
}

async function byFolds(penalty: FoldsPenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const { crossValidation, notes, cut, calibration } = await crossValidate(penalty, settings, budget);
  await budget.breathe();
  const problem = reduceProblem(settings);
  const lambdaFraction = crossValidation?.lambdaFraction ?? fallbackFraction;
  const uncompared = `λ was set to ${fallbackFraction} of its largest value without being compared.`;
  const chosen = {
    ...byNumber({ kind: "fraction", lambdaFraction }, problem),
    above: penalty.fractions.filter((fraction) => fraction > lambdaFraction),
    crossValidation: crossValidation ?? null,
    notes: crossValidation ? notes : [...notes, uncompared],
    cut,
  };
  return { problem, penalty: calibration ? { ...chosen, calibration } : chosen };
}

function byNumber(penalty: GivenPenalty, { lambdaMax }: ReducedProblem): ChosenPenalty {
  return givenPenalty(penalty, lambdaMax);
}

function byRule(penalty: RulePenalty, problem: ReducedProblem): ChosenPenalty {
  const { rule, notes } = theoremPenalty(penalty, problem);
  return { ...byNumber({ kind: "lambda", lambda: rule.lambda }, problem), penaltyRule: rule, notes };
}
