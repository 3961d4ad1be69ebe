import type { Budget } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { type Comparison, crossValidate, type FoldsSettings } from "./cross-validation.js";
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

/** One way of choosing λ: from what was asked for to all rows stated as a program, with the λ to solve it at. */
type Way<Asked extends GatePenalty> = (
  asked: Asked,
  settings: PenaltySettings,
  budget: Budget,
) => Promise<PenalisedProblem>;

/** The one place that knows every way; a further one is a kind in `penalty.ts` and an entry here. */
const ways: { readonly [Kind in GatePenalty["kind"]]: Way<Extract<GatePenalty, { readonly kind: Kind }>> } = {
  lambda: byNumber,
  fraction: byNumber,
  rule: byRule,
  folds: byFolds,
};

/**
 * Chooses λ in the way that the settings ask for, and states the program of all rows. That program is stated last,
 * because rows are held out of it where λ is compared.
 * @throws `signal.reason` when aborted
 */
export function choosePenalty(settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const way = ways[settings.penalty.kind] as Way<GatePenalty>;
  return way(settings.penalty, settings, budget);
}

async function byNumber(asked: GivenPenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const problem = await stateAllRows(settings, budget);
  return { problem, penalty: givenPenalty(asked, problem.lambdaMax) };
}

async function byRule(asked: RulePenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const problem = await stateAllRows(settings, budget);
  const { rule, notes } = theoremPenalty(asked, problem);
  const given = givenPenalty({ kind: "lambda", lambda: rule.lambda }, problem.lambdaMax);
  return { problem, penalty: { ...given, penaltyRule: rule, notes } };
}

async function byFolds(asked: FoldsPenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const comparison = await crossValidate(asked, settings, budget);
  const problem = await stateAllRows(settings, budget);
  return { problem, penalty: comparedPenalty(asked, comparison, problem.lambdaMax) };
}

async function stateAllRows(settings: PenaltySettings, budget: Budget): Promise<ReducedProblem> {
  await budget.breathe();
  return reduceProblem(settings);
}

function comparedPenalty(
  { fractions }: FoldsPenalty,
  { crossValidation, notes, cut, calibration }: Comparison,
  lambdaMax: number,
): ChosenPenalty {
  const lambdaFraction = crossValidation?.lambdaFraction ?? fallbackFraction;
  const uncompared = `λ was set to ${fallbackFraction} of its largest value without being compared.`;
  return {
    ...givenPenalty({ kind: "fraction", lambdaFraction }, lambdaMax),
    above: fractions.filter((fraction) => fraction > lambdaFraction),
    crossValidation,
    ...(calibration ? { calibration } : {}),
    notes: crossValidation ? notes : [...notes, uncompared],
    cut,
  };
}
