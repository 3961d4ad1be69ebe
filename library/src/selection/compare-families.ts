import type { Budget } from "../fitting/budget.js";
import type { SelectionSettings } from "../options/select-options.js";
import { averageFamily } from "./average-family.js";
import { type Family, shareOfTime, type Tried, tryOnFold } from "./family.js";
import { gatedFamily } from "./gated-family.js";
import { generatedFamily } from "./generated-family.js";
import { type KernelSetting, kernelFamilies } from "./kernel-families.js";
import { powerFamily } from "./power-family.js";
import { reweightingFamily } from "./reweighting-family.js";
import { type SelectionFold, selectionFolds } from "./selection-folds.js";
import { byScore, type Trial, trialsOf } from "./trials.js";

/** Everything that was tried, and what the time limit left out. */
export interface ComparedFamilies {
  readonly trials: readonly Trial[];
  readonly notes: readonly string[];
}

/** What every family shares: the folds, the time, and who hears of it. */
interface Round {
  readonly selection: SelectionSettings;
  readonly folds: readonly SelectionFold[];
  readonly budget: Budget;
  /** Called after each fold of a family. */
  readonly report: (family: Family<unknown>) => void;
  readonly notes: string[];
}

/** Tries every family on its folds, cheap ones first; the best kernels are averaged. @throws `signal.reason` when aborted */
export async function compareFamilies(selection: SelectionSettings, budget: Budget): Promise<ComparedFamilies> {
  const kernelRound = selection.families.flatMap((family) => kernelFamilies(family, selection.table));
  const networkRound = networkFamilies(selection);
  const report = reporter(selection, [...kernelRound, ...networkRound], budget);
  const round: Round = { selection, folds: selectionFolds(selection), budget, report, notes: [] };
  const kernels = await tryFamilies(kernelRound, round);
  const average = await averageOfBest(kernels, round);
  const networks = await tryFamilies(networkRound, round);
  return { trials: [...kernels, ...average, ...networks], notes: round.notes };
}

/** The families over gates, dear ones last. */
function networkFamilies({ families, table }: SelectionSettings): Family<unknown>[] {
  const all = [reweightingFamily(table), powerFamily(table), gatedFamily(table), generatedFamily(table)];
  return (all as Family<unknown>[]).filter(({ family }) => families.some((wanted) => wanted === family));
}

function reporter(
  { onProgress, folds, repeats }: SelectionSettings,
  families: readonly Family<unknown>[],
  budget: Budget,
): Round["report"] {
  const total = families.reduce((sum, family) => sum + family.foldCount(folds, repeats), 0);
  let done = 0;
  return ({ family }) => {
    done++;
    onProgress?.({ stage: "selection", family, done, total, elapsedSeconds: budget.elapsed() });
  };
}

async function tryFamilies<Setting>(families: readonly Family<Setting>[], round: Round): Promise<Trial<Setting>[]> {
  const trials: Trial<Setting>[] = [];
  for (const family of families) {
    const tried = await tryFamily(family, round);
    if (tried) trials.push(...tried);
    else round.notes.push(`The time limit left out: ${family.name}.`);
  }
  return trials;
}

/** One family on its folds; undefined when the time is spent before the last. */
async function tryFamily<Setting>(
  family: Family<Setting>,
  { selection, folds, budget, report }: Round,
): Promise<Trial<Setting>[] | undefined> {
  const own = folds.slice(0, family.foldCount(selection.folds, selection.repeats));
  const perFold: Tried[][] = [];
  for (const fold of own) {
    await budget.breathe();
    if (budget.spent(shareOfTime)) return undefined;
    perFold.push(await tryOnFold(family, fold, budget));
    report(family);
  }
  return trialsOf(family, perFold, own);
}

/** The average of the best kernels; its outputs are at hand, so that no time limit leaves it out. */
async function averageOfBest(kernels: readonly Trial<KernelSetting>[], { selection, folds, budget }: Round) {
  if (kernels.length === 0 || selection.members === 1) return [];
  const best = [...kernels].sort(byScore).slice(0, selection.members);
  const average = averageFamily(best, selection.table);
  const perFold: Tried[][] = [];
  for (const fold of folds) perFold.push(await tryOnFold(average, fold, budget));
  return trialsOf(average, perFold, folds);
}
