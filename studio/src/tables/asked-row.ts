import { type ExplainedRow, explainedRow, explainOptions, type SplitTable, selectEncodedRows } from "@halfspace/tables";
import {
  type AnyModel,
  explain,
  givesProbabilities,
  type OutputRange,
  predictionRange,
  predictProbabilities,
} from "halfspace";
import { coverOf } from "./new-row.js";

/** What is said of one row that was kept apart, or of one of training. */
export interface AskedRow {
  readonly explained: ExplainedRow;
  /** What is true of it, as it stands in the table. */
  readonly truth: string;
  /** The probability of the class that is predicted, where the model has one. */
  readonly chance?: number;
  /** Its interval or its set, in words; absent where none were asked for. */
  readonly cover?: string;
}

/** What equally good models say of a row. */
export interface AskedRange {
  /** Of two classes the score of the second one. */
  readonly outputs: readonly Pick<OutputRange, "label" | "least" | "greatest" | "prediction">[];
  readonly turn?: "turns" | "cannot" | "open";
}

export interface Trained {
  readonly result: AnyModel;
  readonly split: SplitTable;
}

/** The rows that can be asked about: those kept apart, where there are any. */
export const rowsOf = ({ split }: Trained) => split.test ?? split.train;

export const countOfRows = (trained: Trained): number => rowsOf(trained).targets.length;

/** One row in the table's own columns. @param position from 0 */
export function askRow(trained: Trained, position: number): AskedRow {
  const { result, split } = trained;
  const { encoding, seed } = split.record;
  const { inputs, targets } = selectEncodedRows(rowsOf(trained), [position]);
  const { shapley } = explainOptions(encoding, { of: "prediction", seed, fixed: [] });
  const explanation = explain(result, inputs, shapley);
  const explained = explainedRow(result, encoding, inputs, { row: position + 1, explanation });
  const cover = coverOf(result, inputs);
  return {
    ...{ explained, truth: String(targets[0]) },
    ...(givesProbabilities(result) ? { chance: Math.max(...predictProbabilities(result, inputs).values) } : {}),
    ...(cover === undefined ? {} : { cover }),
  };
}

/** What models say whose training objective is at most 1 % worse. @param position from 0 */
export async function askRange(trained: Trained, position: number, signal: AbortSignal): Promise<AskedRange> {
  const { result, split } = trained;
  const { inputs } = selectEncodedRows(rowsOf(trained), [position]);
  const { train } = split;
  const found = await predictionRange(result, train.inputs, train.targets, inputs, { tolerance: 0.01, signal });
  const [{ outputs, turn }] = found.rows;
  return { outputs, ...(turn ? { turn } : {}) };
}
