import { type ExplainedRow, explainedRow, explainOptions, type SplitTable, selectEncodedRows } from "@halfspace/tables";
import { explain, type OutputRange, predictIntervals, predictionRange, predictSets, type TrainResult } from "halfspace";

/** What is said of one row that was kept apart, or of one of training. */
export interface AskedRow {
  readonly explained: ExplainedRow;
  /** What is true of it, as it stands in the table. */
  readonly truth: string;
  /** Its interval or its set, in words; absent where none were asked for. */
  readonly cover?: string;
}

/** What equally good models say of a row. */
export interface AskedRange {
  /** Of two classes the score of the second one. */
  readonly outputs: readonly Pick<OutputRange, "label" | "least" | "greatest" | "prediction">[];
  readonly turn?: "turns" | "cannot" | "open";
}

interface Trained {
  readonly result: TrainResult;
  readonly split: SplitTable;
}

/** The rows that can be asked about: those kept apart, where there are any. */
const rowsOf = ({ split }: Trained) => split.test ?? split.train;

export const countOfRows = (trained: Trained): number => rowsOf(trained).targets.length;

/** One row in the table's own columns. @param position from 0 */
export function askRow(trained: Trained, position: number): AskedRow {
  const { result, split } = trained;
  const { encoding, seed } = split.record;
  const { inputs, targets } = selectEncodedRows(rowsOf(trained), [position]);
  const { shapley } = explainOptions(encoding, { of: "prediction", seed, fixed: [] });
  const explanation = explain(result, inputs, shapley);
  const explained = explainedRow(result, encoding, inputs, { row: position + 1, explanation });
  const cover = result.intervals ? coverOf(result, inputs) : undefined;
  return { explained, truth: String(targets[0]), ...(cover === undefined ? {} : { cover }) };
}

function coverOf(result: TrainResult, inputs: ReturnType<typeof rowsOf>["inputs"]): string {
  const level = `${100 * (result.intervals?.level ?? 0)} %`;
  if (result.labels) return `its ${level} set is {${predictSets(result, inputs)[0].join(", ")}}`;
  const { lower, upper } = predictIntervals(result, inputs);
  return `its ${level} interval goes from ${lower[0].toPrecision(4)} to ${upper[0].toPrecision(4)}`;
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
