import type { Matrix } from "../linear-algebra/matrix.js";
import { type Loss, rescaledLoss } from "../losses/loss.js";
import { type ColumnMap, mapColumns, type OutputMap } from "../networks/affine-map.js";
import { learnColumnMapInSteps, learnOutputMap, mapTargets } from "./standardised-columns.js";

/** How a raw problem was rewritten before it was solved: z = columns(x), targets = outputs(u). */
export interface Reduction {
  readonly columns: ColumnMap;
  readonly outputs: OutputMap;
}

/** What is asked of a reduction. */
export interface ReductionOptions {
  readonly standardise: boolean;
  readonly standardiseTargets: boolean;
  readonly bias: boolean;
  /** One a row; all alike when absent. */
  readonly sampleWeights?: Float64Array | undefined;
}

/** The reduction of a raw table, learned from these rows alone; yields after each column. @param groupSize as `learnColumnMap` takes it */
export function* learnReduction(
  inputs: Matrix,
  targets: Matrix,
  options: ReductionOptions,
  groupSize?: number,
): Generator<undefined, Reduction> {
  return {
    columns: yield* learnColumnMapInSteps(inputs, options, groupSize),
    outputs: learnOutputMap(targets, options.standardiseTargets, options.sampleWeights),
  };
}

/** A raw table as a program sees it. */
export interface ReducedTable {
  /** n×d mapped columns */
  readonly inputs: Matrix;
  /** n×K mapped targets */
  readonly targets: Matrix;
}

/** @throws InputError when the table has other columns than the one that the reduction was learned from */
export function reducedTable({ columns, outputs }: Reduction, inputs: Matrix, targets: Matrix): ReducedTable {
  return { inputs: mapColumns(columns, inputs), targets: mapTargets(outputs, targets) };
}

/** The loss in the units of the mapped targets. */
export function reducedLoss(loss: Loss, { outputs }: Reduction): Loss {
  return rescaledLoss(loss, outputs.scale[0]);
}
