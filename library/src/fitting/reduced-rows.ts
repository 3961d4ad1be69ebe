import { completed } from "../linear-algebra/completed.js";
import { learnReduction, type ReducedTable, type Reduction, reducedTable } from "../reductions/reduction.js";
import type { TableSettings } from "./settings.js";

/** Rows in the units of the program, and the reduction that was learned on them. */
export interface ReducedRows extends ReducedTable {
  readonly reduction: Reduction;
}

/**
 * Learns the reduction from the rows of the settings alone, so that held-out rows stay unseen.
 * @param groupSize neighbouring columns that share their units: the pixels of a channel of an image
 */
export function reduceRows(settings: TableSettings, groupSize = 1): ReducedRows {
  return completed(reduceRowsInSteps(settings, groupSize));
}

/** The same; yields every few milliseconds. */
export function* reduceRowsInSteps(settings: TableSettings, groupSize = 1): Generator<undefined, ReducedRows> {
  const { inputs, targets, loss } = settings;
  const learned = yield* learnReduction(inputs, targets, settings, groupSize);
  const reduction: Reduction =
    loss.link === "exp" ? { ...learned, outputs: { ...learned.outputs, link: loss.link } } : learned;
  return { reduction, ...reducedTable(reduction, inputs, targets) };
}
