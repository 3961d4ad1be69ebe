import type { SelectionRule } from "../options/select-options.js";
import { meanOf, standardErrorOf } from "../scoring/mean.js";
import { byScore, type Trial } from "./trials.js";

/** The trial that the rule takes, of at least one. */
export function chosenTrial(trials: readonly Trial[], rule: SelectionRule): Trial {
  return rule === "best" ? bestTrial(trials) : (smallestWithin(trials, trials) ?? bestTrial(trials));
}

/** The smallest of `among` whose score is within one standard error of the best of all. */
export function smallestWithin(trials: readonly Trial[], among: readonly Trial[]): Trial | undefined {
  const { candidate: best } = [...trials].sort(byScore)[0];
  const near = among.filter(({ candidate }) => candidate.score >= best.score - best.standardError);
  return near.sort((a, b) => a.candidate.size - b.candidate.size || byScore(a, b))[0];
}

/** The average (or, without one, the best kernel), unless a network beats it by more than chance would. */
function bestTrial(trials: readonly Trial[]): Trial {
  const ordered = [...trials].sort(byScore);
  const average = trials.find(({ family }) => family.family === "average");
  if (!average) return ordered[0];
  const challenger = ordered.find((trial) => !isKernel(trial));
  return challenger && clearlyBetter(challenger, average) ? challenger : average;
}

function isKernel({ family }: Trial): boolean {
  return ["average", "neural-tangent", "relu-tangent", "gaussian"].includes(family.family);
}

/** By more than two standard errors of the difference, on the folds both have seen (at least three): the best of many trials beats one by chance. */
function clearlyBetter(a: Trial, b: Trial): boolean {
  const shared = Math.min(a.foldScores.length, b.foldScores.length);
  if (shared < 3) return false;
  const differences = Array.from({ length: shared }, (_, k) => a.foldScores[k].score - b.foldScores[k].score);
  return meanOf(differences) > 2 * standardErrorOf(differences);
}
