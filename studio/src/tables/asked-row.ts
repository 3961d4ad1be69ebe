import {
  type ExplainedRow,
  explainedRow,
  explainOptions,
  type SplitTable,
  selectEncodedRows,
  type Table,
} from "@halfspace/tables";
import {
  type AnyModel,
  explain,
  givesProbabilities,
  type OutputRange,
  predictionRange,
  predictProbabilities,
} from "halfspace";
import { type FoundRow, findRow, nameOfRow, type RowName } from "./named-rows.js";
import { coverOf } from "./new-row.js";

/** What is said of one row of the table. */
export interface AskedRow {
  readonly name: RowName;
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
  /** As it was read, with the columns that are not learned from. */
  readonly table: Table;
}

/** The rows that the model is judged by: those kept apart, where there are any. */
export const rowsOf = ({ split }: Trained) => split.test ?? split.train;

export const countOfRows = (trained: Trained): number => rowsOf(trained).targets.length;

/** One row in the table's own columns. @param typed its name or its number, as `findRow` takes it @throws Error where there is none */
export function askRow(trained: Trained, typed: string): AskedRow {
  const { result, split } = trained;
  const { encoding, seed } = split.record;
  const found = findRow(trained, typed);
  const { inputs, targets } = encodedRow(found);
  const { shapley } = explainOptions(encoding, { of: "prediction", seed, fixed: [] });
  const explanation = explain(result, inputs, shapley);
  const explained = explainedRow(result, encoding, inputs, { row: found.place + 1, explanation });
  const cover = coverOf(result, inputs);
  return {
    ...{ explained, truth: String(targets[0]), name: nameOfRow(trained, found.place) },
    ...(givesProbabilities(result) ? { chance: Math.max(...predictProbabilities(result, inputs).values) } : {}),
    ...(cover === undefined ? {} : { cover }),
  };
}

/** A row as the model takes it. */
export const encodedRow = ({ rows, position }: FoundRow) => selectEncodedRows(rows, [position]);

/** What models say whose training objective is at most 1 % worse. @param typed as `findRow` takes it */
export async function askRange(trained: Trained, typed: string, signal: AbortSignal): Promise<AskedRange> {
  const { result, split } = trained;
  const { inputs } = encodedRow(findRow(trained, typed));
  const { train } = split;
  const found = await predictionRange(result, train.inputs, train.targets, inputs, { tolerance: 0.01, signal });
  const [{ outputs, turn }] = found.rows;
  return { outputs, ...(turn ? { turn } : {}) };
}
