import type { Budget } from "../fitting/budget.js";
import type { ModelFamily } from "../options/select-options.js";
import type { SelectionFold } from "./selection-folds.js";
import type { SelectedModel } from "./selection-result.js";

/** What one setting of a family brought on one fold. */
export interface Tried {
  /** Raw outputs on the rows held out, m×K. */
  readonly outputs: Float64Array;
  /** How many numbers a prediction needs, about. */
  readonly size: number;
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
  readonly family: ModelFamily | "average";
  /** What notes call it. */
  readonly name: string;
  /** What is compared, in the order in which it is tried. */
  readonly settings: readonly Setting[];
  nameOf(setting: Setting): string;
  /** On how many of the folds it is tried, counted from the first; `repeats` times as many folds are at hand. */
  foldCount(folds: number, repeats: number): number;
  begin(fold: SelectionFold, budget: Budget): FoldRun<Setting> | Promise<FoldRun<Setting>>;
  /** The model with this setting on all rows. */
  refit(setting: Setting, budget: Budget): Promise<SelectedModel>;
}

/** The share of the time limit after which no fold goes on; the rest is for the last fit. */
export const shareOfTime = 0.8;

/** All settings of a family on one fold; what the run keeps is freed in every case. */
export async function tryOnFold<Setting>(
  family: Family<Setting>,
  fold: SelectionFold,
  budget: Budget,
): Promise<Tried[]> {
  const run = await family.begin(fold, budget);
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
