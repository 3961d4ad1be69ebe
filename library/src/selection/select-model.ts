import { InputError } from "../errors.js";
import { type Budget, startBudget } from "../fitting/budget.js";
import { readSelection, type SelectionSettings, type SelectOptions } from "../options/select-options.js";
import { metricOf } from "../penalty-choice/held-out-score.js";
import { chosenContender, smallestWithin } from "./chosen-trial.js";
import { type ComparedFamilies, compareFamilies } from "./compare-families.js";
import { averageOf } from "./families/members.js";
import type { Candidate, SelectedModel, SelectionResult } from "./selection-result.js";
import { intervalsOf } from "./trial-intervals.js";
import { byScore, membersOfTrial, type Trial } from "./trials.js";

/**
 * Chooses a model by what it says of rows that were held out. Tried are, in this order: ridge regression with Gaussian kernels, the gated
 * network that `train` gives, Laplace and Gaussian kernels in a metric that is learned from the targets, Laplace kernels, the ReLU NTK and the NTK
 * (eight to fifteen ridges each; of more than 1,000 rows three, after a look at some of them, and no kernel that is clearly behind there). On request also NTK weights that are reweighted a few times, the q-family, and the generated ReLU network.
 * Everything is learned on each fold's own rows.
 *
 * The average of the best twelve (kernel, ridge) pairs or a weighted sum of families is taken, whichever costs less on rows that its weights have
 * not seen, unless one family is better than that by more than one standard error of the row-by-row difference. The rule "one-standard-error" takes
 * the smallest of these within one standard error of the best.
 * Classes have probabilities, calibrated on the outputs of rows that were held out. Prediction intervals and
 * label sets come with `intervals`.
 * @returns the chosen model on all rows, and every candidate with its score
 * @throws InputError for a mistake in the options or the table; `signal.reason` when aborted
 */
export async function selectModel(options: SelectOptions): Promise<SelectionResult> {
  const selection = readSelection(options);
  const budget = startBudget(selection.limits);
  const compared = await compareFamilies(selection, budget);
  const { trials, contenders, notes } = compared;
  requireTrials(trials, selection.limits.timeLimit);
  const best = chosenContender(contenders, "best");
  const chosen = chosenContender(contenders, selection.rule);
  const networks = trials.filter(({ family }) => family.family === "gated-relu" || family.family === "generated-relu");
  const refit = refitter(selection, compared);
  const trained = await refit(chosen.trial, budget);
  const { intervals, notes: ofIntervals } = await intervalsOf(chosen, trained, selection, compared.rows, budget);
  return {
    model: intervals ? { ...trained, intervals } : trained,
    chosen: chosen.trial.candidate,
    best: best.trial.candidate,
    rule: selection.rule,
    metric: metricOf(selection.network),
    candidates: [...trials].sort(byScore).map(({ candidate }) => candidate),
    notes: [...notes, ...ofIntervals],
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
function refitter(
  { table }: SelectionSettings,
  { contenders, rows }: ComparedFamilies,
): (trial: Trial, budget: Budget) => Promise<SelectedModel> {
  const refitted = new Map<Trial, Promise<SelectedModel>>();
  const train = async (trial: Trial, outputs: Float64Array, budget: Budget) => {
    const { family, setting } = trial;
    if (family.refit) return family.refit(setting, budget);
    return averageOf(await membersOfTrial(trial, budget), table, rows.calibrationOf(outputs), budget);
  };
  return (trial, budget) => {
    const known = refitted.get(trial);
    if (known) return known;
    const outputs = contenders.find((one) => one.trial === trial)?.outputs ?? rows.outputsOf(trial);
    const model = train(trial, outputs, budget);
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
