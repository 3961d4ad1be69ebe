import type { Budget } from "../fitting/budget.js";
import type { PredictingMember } from "../models/average/average-member.js";
import { meanOf, standardErrorOf } from "../scoring/mean.js";
import type { FoldPlace } from "../training/fold-networks.js";
import type { Family, Tried, Weighed } from "./families/family.js";
import { type FoldScore, type ScoredSelection, type SelectionFold, scoreOutputs } from "./selection-folds.js";
import type { Candidate } from "./selection-result.js";

/** One setting of a family with what it did on each fold. */
export interface Trial<Setting = unknown> {
  readonly family: Family<Setting>;
  readonly setting: Setting;
  /** What people see of it. */
  readonly candidate: Candidate;
  readonly foldScores: readonly FoldScore[];
  /** Raw outputs on the rows held out, fold by fold. */
  readonly outputs: readonly Float64Array[];
}

/** The model with a trial's setting on all rows as members of an average; none where it is no average. */
export async function membersOfTrial({ family, setting }: Trial, budget: Budget): Promise<readonly Weighed[]> {
  return (await family.membersOf?.(setting, budget)) ?? [];
}

/** The same without a fold of the rows. */
export function membersWithoutFold(
  { family, setting }: Trial,
  place: FoldPlace,
  budget: Budget,
): Promise<readonly Weighed<PredictingMember>[]> {
  if (family.membersWithout) return family.membersWithout(setting, place, budget);
  throw new Error(`${family.name} is not trained without a fold`);
}

/** The members of several trials, each with its trial's factor of what it weighs there. */
export async function membersOfAll<Member extends PredictingMember>(
  parts: readonly { readonly trial: Trial; readonly factor: number }[],
  membersOf: (trial: Trial) => Promise<readonly Weighed<Member>[]>,
): Promise<Weighed<Member>[]> {
  const all: Weighed<Member>[] = [];
  for (const { trial, factor } of parts) {
    const members = await membersOf(trial);
    all.push(...members.map(({ member, share }) => ({ member, share: factor * share })));
  }
  return all;
}

/** One trial a setting, from what all settings did on each fold. */
export function trialsOf<Setting>(
  family: Family<Setting>,
  perFold: readonly (readonly Tried[])[],
  folds: readonly SelectionFold[],
  scored: Omit<ScoredSelection, "logOdds">,
): Trial<Setting>[] {
  const logOdds = family.logOdds === true;
  return family.settings.map((setting, at) => {
    const tried = perFold.map((settings) => settings[at]);
    const outputs = tried.map((entry) => entry.outputs);
    const foldScores = outputs.map((values, k) =>
      scoreOutputs(values, folds[k].heldOut.targets, { ...scored, logOdds }),
    );
    const size = Math.round(meanOf(tried.map((entry) => entry.size)));
    return { family, setting, candidate: candidateOf(family, setting, foldScores, size), foldScores, outputs };
  });
}

/** Mean and standard error of the folds' scores. */
function candidateOf<Setting>(
  { family, nameOf }: Family<Setting>,
  setting: Setting,
  foldScores: readonly FoldScore[],
  size: number,
): Candidate {
  const scores = foldScores.map(({ score }) => score);
  return {
    family,
    name: nameOf(setting),
    score: meanOf(scores),
    standardError: scores.length > 1 ? standardErrorOf(scores) : foldScores[0].standardError,
    metric: meanOf(foldScores.map(({ metric }) => metric)),
    size,
  };
}

/** Best first. */
export function byScore(a: Trial, b: Trial): number {
  return b.candidate.score - a.candidate.score;
}
