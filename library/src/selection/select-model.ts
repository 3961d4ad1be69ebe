import { InputError, rejectUnknownOptions } from "../errors.js";
import { startBudget } from "../fitting/budget.js";
import { squared } from "../losses/squared.js";
import { resolveSettings, type Settings } from "../options/settings.js";
import { meanOf } from "../scoring/metrics.js";
import { type SelectionFold, selectionFolds, standardErrorOf, type Trial } from "./selection-folds.js";
import { averageTrial, type KernelTrial, kernelsOfFamily, kernelTrials, ridgePathOnFold } from "./selection-kernels.js";
import { networkFamilies, networkTrials } from "./selection-networks.js";
import {
  type Candidate,
  type ModelFamily,
  modelFamilies,
  type SelectedModel,
  type SelectionProgress,
  type SelectionResult,
  type SelectOptions,
} from "./selection-options.js";

const known = [
  ...["inputs", "targets", "task", "labels", "families", "gates", "folds", "repeats", "members", "rule", "standardise"],
  ...["bias", "seed", "tolerance", "timeLimit", "signal", "onProgress"],
];

/** The share of the time limit after which no further family is begun; the rest is for the last fit. */
const shareOfTime = 0.8;

/**
 * Chooses a model by repeated cross-validation, cheap families first: NTK and Gaussian ridge regression (twelve ridges each), their
 * average, NTK weights reweighted a few times, the q-family, gated ReLU, generated ReLU. Everything is learned on each fold's own rows.
 *
 * The average of the best twelve (kernel, ridge) pairs is taken unless a network is better by more than two standard errors of the paired
 * difference; with the rule "one-standard-error" the smallest model within one standard error of the best.
 * @returns the chosen model on all rows, and every candidate with its score
 * @throws InputError for a mistake in the options or the table; `signal.reason` when aborted
 */
export async function selectModel(options: SelectOptions): Promise<SelectionResult> {
  rejectUnknownOptions(options, known, "selectModel");
  const settings = settingsOf(options);
  const families = familiesOf(options);
  const { rule = "best", members = 12, signal } = options;
  requireOptions(rule, members);
  const budget = startBudget(options as { timeLimit?: number; signal?: typeof signal; inputs: []; targets: [] });
  const { rows } = settings.inputs;
  const folds = settings.options.folds;
  const repeats = options.repeats ?? (rows < 260 ? 3 : 1);
  requireCount("repeats", repeats);
  const all = selectionFolds(settings, folds, repeats);
  const trials: Trial[] = [];
  const kernels: KernelTrial[] = [];
  const notes: string[] = [];
  const report = progressOf(options, settings, families, all.length, folds, () => budget.elapsed());

  /** Runs a step for every fold; undefined when the time is spent. */
  const overFolds = async <Result>(
    family: ModelFamily,
    list: readonly SelectionFold[],
    step: (fold: SelectionFold) => Result | Promise<Result>,
  ): Promise<Result[] | undefined> => {
    const results: Result[] = [];
    for (const fold of list) {
      await budget.breathe();
      if (budget.spent(shareOfTime)) return undefined;
      results.push(await step(fold));
      report(family);
    }
    return results;
  };
  const leftOut = (name: string) => notes.push(`The time limit left out: ${name}.`);

  for (const family of families) {
    for (const choice of kernelsOfFamily(family, settings.inputs.columns)) {
      const paths = await overFolds(family, all, (fold) => ridgePathOnFold(choice, fold, settings));
      if (paths) kernels.push(...kernelTrials(choice, paths, all, settings));
      else leftOut(choice.name);
    }
  }
  trials.push(...kernels);
  if (kernels.length > 0 && members > 1) {
    const best = [...kernels].sort(byScore).slice(0, members);
    trials.push(averageTrial(best, all, settings));
  }
  for (const network of networkFamilies) {
    if (!families.includes(network.family)) continue;
    const list = all.slice(0, network.foldCount(folds));
    const perFold = await overFolds(network.family, list, (fold) => network.onFold(fold, settings, signal));
    if (perFold) trials.push(...networkTrials(network, perFold, settings, signal));
    else leftOut(network.family);
  }
  if (trials.length === 0) {
    throw new InputError(
      "time-limit",
      "timeLimit",
      `timeLimit: ${options.timeLimit} s is too short for a single candidate; give more time, or fewer families`,
    );
  }
  const chosen = rule === "best" ? bestTrial(trials) : (smallestWithin(trials, trials) ?? bestTrial(trials));
  const smallest = smallestWithin(
    trials,
    trials.filter(({ family }) => family === "gated-relu" || family === "generated-relu"),
  );
  const refitted = new Map<Trial, Promise<SelectedModel>>();
  const refit = (trial: Trial): Promise<SelectedModel> => {
    const model = refitted.get(trial) ?? trial.refit();
    refitted.set(trial, model);
    return model;
  };
  const model = await refit(chosen);
  return {
    model,
    chosen: plain(chosen),
    rule,
    metric: settings.labels ? "accuracy" : "rmse",
    candidates: [...trials].sort(byScore).map(plain),
    notes,
    seconds: budget.elapsed(),
    smallestNetwork: smallest && plain(smallest),
    refit(candidate) {
      const trial = trials.find(({ family, name }) => family === candidate.family && name === candidate.name);
      if (!trial) {
        throw new InputError(
          "unknown-value",
          "candidate",
          `candidate: "${candidate.name}" is not one of this selection`,
        );
      }
      return refit(trial);
    },
  };
}

function settingsOf(options: SelectOptions): Settings {
  const { inputs, targets, task, labels, gates = 500, folds = 4, standardise, bias, seed, tolerance } = options;
  const rows = Array.isArray(inputs) ? inputs.length : (inputs as { rows: number }).rows;
  return resolveSettings({
    inputs,
    targets,
    gates,
    // Families that start from the NTK need its measure, and all share their gates.
    gateStrategy: "gaussian",
    // Scores, kernels and reweighting all speak of squared errors of ±1, so the networks do too.
    loss: squared(),
    folds: options.folds ?? Math.min(folds, rows),
    ...(task === undefined ? {} : { task }),
    ...(labels === undefined ? {} : { labels }),
    ...(standardise === undefined ? {} : { standardise }),
    ...(bias === undefined ? {} : { bias }),
    ...(seed === undefined ? {} : { seed }),
    ...(tolerance === undefined ? {} : { tolerance }),
  });
}

function familiesOf({ families = modelFamilies }: SelectOptions): readonly ModelFamily[] {
  for (const family of families) {
    if (!modelFamilies.includes(family)) {
      throw new InputError(
        "unknown-value",
        "families",
        `families: got ${JSON.stringify(family)}; expected some of ${modelFamilies.join(", ")}`,
      );
    }
  }
  if (families.length === 0) throw new InputError("empty", "families", "families: got none; expected at least one");
  return modelFamilies.filter((family) => families.includes(family));
}

function requireOptions(rule: string, members: number): void {
  if (rule !== "best" && rule !== "one-standard-error") {
    throw new InputError("unknown-value", "rule", `rule: got "${rule}"; expected "best" or "one-standard-error"`);
  }
  requireCount("members", members);
}

function requireCount(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new InputError("out-of-range", name, `${name}: got ${value}; expected a whole number, at least 1`);
}

function progressOf(
  { onProgress }: SelectOptions,
  { inputs }: Settings,
  families: readonly ModelFamily[],
  allFolds: number,
  folds: number,
  elapsed: () => number,
): (family: SelectionProgress["family"]) => void {
  const kernels = families.flatMap((family) => kernelsOfFamily(family, inputs.columns)).length;
  const networks = networkFamilies.filter(({ family }) => families.includes(family));
  const total = kernels * allFolds + networks.reduce((sum, { foldCount }) => sum + foldCount(folds), 0);
  let done = 0;
  return (family) => {
    done++;
    onProgress?.({ stage: "selection", family, done, total, elapsedSeconds: elapsed() });
  };
}

const byScore = (a: Candidate, b: Candidate): number => b.score - a.score;

/** The average (or, without one, the best kernel), unless a network beats it by more than chance would. */
function bestTrial(trials: readonly Trial[]): Trial {
  const ordered = [...trials].sort(byScore);
  const average = trials.find(({ family }) => family === "average");
  if (!average) return ordered[0];
  const challenger = ordered.find(({ family }) => !isKernelFamily(family));
  return challenger && clearlyBetter(challenger, average) ? challenger : average;
}

const isKernelFamily = (family: Candidate["family"]) =>
  family === "average" || family === "neural-tangent" || family === "relu-tangent" || family === "gaussian";

/** By more than two standard errors of the difference, on the folds both have seen (at least three): the best of many trials beats one by chance. */
function clearlyBetter(a: Trial, b: Trial): boolean {
  const shared = Math.min(a.foldScores.length, b.foldScores.length);
  if (shared < 3) return false;
  const differences = Array.from({ length: shared }, (_, k) => a.foldScores[k].score - b.foldScores[k].score);
  return meanOf(differences) > 2 * standardErrorOf(differences);
}

/** The smallest of `among` whose score is within one standard error of the best of all. */
function smallestWithin(trials: readonly Trial[], among: readonly Trial[]): Trial | undefined {
  const best = [...trials].sort(byScore)[0];
  const near = among.filter(({ score }) => score >= best.score - best.standardError);
  return near.sort((a, b) => a.size - b.size || byScore(a, b))[0];
}

function plain({ family, name, score, standardError, metric, size }: Trial): Candidate {
  return { family, name, score, standardError, metric, size };
}
