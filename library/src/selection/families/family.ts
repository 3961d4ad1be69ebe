import { type Budget, startBudget } from "../../fitting/budget.js";
import type { AverageMember, PredictingMember } from "../../models/average/average-member.js";
import type { FoldPlace } from "../../training/fold-networks.js";
import type { SelectionFold } from "../selection-folds.js";
import type { CandidateFamily, SelectedModel } from "../selection-result.js";

/** What one setting of a family brought on one fold. */
export interface Tried {
  /** Raw outputs on the rows held out, m×K; of classes log-odds where the family says so, else of targets ±1. */
  readonly outputs: Float64Array;
  /** How many numbers a prediction needs, about. */
  readonly size: number;
}

/** A member of an average, and what it weighs among those that come with it. */
export interface Weighed<Member extends PredictingMember = AverageMember> {
  readonly member: Member;
  readonly share: number;
}

/** A family at work on the rows of training of one fold. */
export interface FoldRun<Setting> {
  /** Asked setting by setting in the family's order, so that each may begin where the last one ended. */
  tryOut(setting: Setting): Tried | Promise<Tried>;
  /** Frees what the run keeps outside of the garbage collector's reach. */
  dispose?(): void;
}

/**
 * Models of one kind that selection compares. Each fold is tried with all settings, and all rows are then fitted with
 * one of them. Settings are values, and their names are for people.
 */
export interface Family<Setting> {
  readonly family: CandidateFamily;
  /** What notes call it. */
  readonly name: string;
  /** What is compared, in the order in which it is tried. */
  readonly settings: readonly Setting[];
  /** Whether its outputs for classes are log-odds. */
  readonly logOdds?: boolean;
  /** Floating-point operations of a fold, about; absent where a run minds the time by itself. */
  readonly operations?: number;
  /** Whether the folds that there was time for are enough: where no other family is compared with it. */
  readonly needsNoComparison?: boolean;
  /** The same of its members on all rows; absent where the family does not tell. */
  readonly lastOperations?: number;
  nameOf(setting: Setting): string;
  /** On how many of the folds it is tried, counted from the first; `repeats` times as many folds are at hand. */
  foldCount(folds: number, repeats: number): number;
  /** Undefined where the time ended. */
  begin(fold: SelectionFold, budget: Budget): FoldRun<Setting> | Promise<FoldRun<Setting> | undefined>;
  /** Makes what a setting is on all rows, for `membersOf`; false where the time ended. Absent where that is left to the end. */
  settle?(setting: Setting, budget: Budget): Promise<boolean>;
  /** The model with this setting on all rows, where that is no average. */
  refit?(setting: Setting, budget: Budget): Promise<SelectedModel>;
  /** The same as members of an average, with the weights they have in it, which sum to 1; absent where it is none. */
  membersOf?(setting: Setting, budget: Budget): Promise<readonly Weighed[]>;
  /** The members with this setting without a fold of the rows, of which nothing is claimed; wherever there is `membersOf`. */
  membersWithout?(setting: Setting, place: FoldPlace, budget: Budget): Promise<readonly Weighed<PredictingMember>[]>;
}

/** The share of the time limit after which no fold goes on; the rest is for the last fit. */
export const shareOfTime = 0.8;

/** A budget of its own: a share of what is left of another. */
export function ofTimeLeft(budget: Budget, share: number): Budget {
  const left = budget.left();
  const { signal } = budget.bounds(1);
  const timeLimit = Number.isFinite(left) ? Math.max(share * left, 1e-9) : undefined;
  return startBudget({ timeLimit, signal, onProgress: undefined });
}

/** What the family makes of all rows, made once: with the budget of whoever asks first. */
export function onlyOnce<Made>(make: (budget: Budget) => Promise<Made>): (budget: Budget) => Promise<Made> {
  const made = onceFor((_: object, budget) => make(budget));
  const all = {};
  return (budget) => made(all, budget);
}

/** The same for some rows, each time that other ones are asked for. */
export function onceFor<Rows extends object, Made>(
  make: (rows: Rows, budget: Budget) => Promise<Made>,
): (rows: Rows, budget: Budget) => Promise<Made> {
  let last: { readonly rows: Rows; readonly made: Promise<Made> } | undefined;
  return (rows, budget) => {
    if (last?.rows !== rows) last = { rows, made: make(rows, budget) };
    return last.made;
  };
}

/** Steps, to their end; undefined where a share of the time limit is spent before. */
function* untilSpent<Result>(
  steps: Generator<undefined, Result>,
  budget: Budget,
  share: number,
): Generator<undefined, Result | undefined> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value;
    if (budget.spent(share)) return undefined;
    yield undefined;
  }
}

/** The same, run. @throws `signal.reason` when aborted */
export const runWithin = <Result>(
  budget: Budget,
  share: number,
  steps: Generator<undefined, Result>,
): Promise<Result | undefined> => budget.run(untilSpent(steps, budget, share));

/** All settings of a family on one fold, none where the time ended; what the run keeps is freed in every case. */
export async function tryOnFold<Setting>(
  family: Family<Setting>,
  fold: SelectionFold,
  budget: Budget,
): Promise<Tried[]> {
  const run = await family.begin(fold, budget);
  if (!run) return [];
  try {
    const tried: Tried[] = [];
    for (const setting of family.settings) {
      await budget.breathe();
      tried.push(await run.tryOut(setting));
    }
    return tried;
  } finally {
    run.dispose?.();
  }
}

/** Two figures, as people write them. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(2)));
}
