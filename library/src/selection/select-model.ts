import { InputError } from "../errors.js";
import { type Budget, startBudget } from "../fitting/budget.js";
import { readSelection, type SelectOptions } from "../options/select-options.js";
import { chosenTrial, smallestWithin } from "./chosen-trial.js";
import { compareFamilies } from "./compare-families.js";
import type { Candidate, SelectedModel, SelectionResult } from "./selection-result.js";
import { byScore, type Trial } from "./trials.js";

/**
 * Chooses a model by repeated cross-validation, cheap families first: NTK and Gaussian ridge regression (twelve ridges each), their
 * average, NTK weights reweighted a few times, the q-family, gated ReLU, generated ReLU. Everything is learned on each fold's own rows.
 *
 * The average of the best twelve (kernel, ridge) pairs is taken, unless a network is better by more than two standard
 * errors of the paired difference. The rule "one-standard-error" takes the smallest model within one standard error of
 * the best.
 * @returns the chosen model on all rows, and every candidate with its score
 * @throws InputError for a mistake in the options or the table; `signal.reason` when aborted
 */
export async function selectModel(options: SelectOptions): Promise<SelectionResult> {
  const selection = readSelection(options);
  const budget = startBudget(selection.limits);
  const { trials, notes } = await compareFamilies(selection, budget);
  requireTrials(trials, selection.limits.timeLimit);
  const chosen = chosenTrial(trials, selection.rule);
  const networks = trials.filter(({ family }) => family.family === "gated-relu" || family.family === "generated-relu");
  const refit = refitter();
  const model = await refit(chosen, budget);
  return {
    model,
    chosen: chosen.candidate,
    rule: selection.rule,
    metric: selection.table.labels ? "accuracy" : "rmse",
    candidates: [...trials].sort(byScore).map(({ candidate }) => candidate),
    notes,
    seconds: budget.elapsed(),
    smallestNetwork: smallestWithin(trials, networks)?.candidate,
    refit: (candidate) => refit(trialOf(candidate, trials), startBudget(selection.limits)),
  };
}

function requireTrials(trials: readonly Trial[], timeLimit: number | undefined): void {
  if (trials.length > 0) return;
  throw new InputError({
    code: "time-limit",
    argument: "timeLimit",
    got: `${timeLimit} s, which is too short for a single candidate`,
    expected: "more time, or fewer families",
  });
}

/** Trains a trial on all rows, each one once. */
function refitter(): (trial: Trial, budget: Budget) => Promise<SelectedModel> {
  const refitted = new Map<Trial, Promise<SelectedModel>>();
  return (trial, budget) => {
    const model = refitted.get(trial) ?? trial.family.refit(trial.setting, budget);
    refitted.set(trial, model);
    return model;
  };
}

/** The trial that a candidate stands for, also one that was copied to another thread and back. */
function trialOf({ family, name }: Candidate, trials: readonly Trial[]): Trial {
  const found = trials.find(({ candidate }) => candidate.family === family && candidate.name === name);
  if (found) return found;
  throw new InputError({
    code: "unknown-value",
    argument: "candidate",
    got: JSON.stringify(name),
    expected: "a candidate of this selection",
  });
}
