import { type EncodedRows, type SplitTable, selectEncodedRows } from "@halfspace/tables";
import { type AnyModel, baselineScore, r2, rmse, type StraightLine, score } from "halfspace";
import { spreadEvenly } from "halfspace/numerics";
import { knowing } from "../../predicted-rows.js";
import { measuresOf, type Scores, scoreOn } from "../../report.js";
import type { TimeLeft } from "../../time-left.js";

type ScoredModel = Parameters<typeof score>[0];

/** The rows that scores are of, with what is to be said where these are not all. */
export type RowsToScore = Pick<SplitTable, "record" | "train" | "test" | "notes">;

/** Rows on which the time that scoring takes is measured. */
const measuredRows = 1000;
/** Rows that are scored in any case, as far as they take half a second. */
const leastRows = 5000;

/** A model that knows its predictions of the rows that it is scored on. */
export interface Scorable<Model> {
  readonly known: Model;
  readonly rows: RowsToScore;
}

/** The rows that there is time for, predicted once for all that is said of them. @throws the signal's reason once it is aborted */
export async function scorable<Model extends AnyModel>(
  model: Model,
  split: SplitTable,
  left: TimeLeft,
  signal: AbortSignal,
): Promise<Scorable<Model>> {
  const rows = await rowsToScore(model, split, left, signal);
  const tables = [rows.train.inputs, ...(rows.test ? [rows.test.inputs] : [])];
  return { known: await knowing(model, tables, signal), rows };
}

/** All rows, or where a time limit leaves too little for them, a part of either set, spread evenly. */
async function rowsToScore(
  model: AnyModel,
  { record, train, test }: SplitTable,
  left: TimeLeft,
  signal: AbortSignal,
): Promise<RowsToScore> {
  const all = { record, train, test, notes: [] };
  const count = train.inputs.rows + (test?.inputs.rows ?? 0);
  if (left.untilEnd() === Number.POSITIVE_INFINITY || count <= leastRows) return all;
  const before = left.untilEnd();
  const sample = everyRow(train, measuredRows / train.inputs.rows);
  score(await knowing(model, [sample.inputs], signal), sample.inputs, sample.targets);
  const seconds = before - left.untilEnd();
  const rowsWithin = (time: number) => (time * sample.inputs.rows) / seconds;
  const least = Math.min(leastRows, Math.max(measuredRows, rowsWithin(0.5)));
  const share = Math.max(least, rowsWithin(0.8 * left.untilEnd())) / count;
  if (share >= 1) return all;
  const part = { record, train: everyRow(train, share), test: test && everyRow(test, share) };
  const rows = part.train.inputs.rows + (part.test?.inputs.rows ?? 0);
  return { ...part, notes: [`The scores are of ${rows} of the ${count} rows: the time limit left no more time.`] };
}

/** A share of the rows, spread evenly over the table. */
function everyRow(encoded: EncodedRows, share: number): EncodedRows {
  const { rows } = encoded.inputs;
  const count = Math.min(rows, Math.max(1, Math.floor(share * rows)));
  return selectEncodedRows(encoded, [...spreadEvenly(count, rows)]);
}

/** On the rows of training and on those kept apart, and of a straight line and the mean or majority predictor. */
export function scoresOf(
  model: ScoredModel,
  line: StraightLine | undefined,
  { train: training, test }: Pick<SplitTable, "train" | "test">,
): Scores {
  const asked = test ?? training;
  return {
    train: scoreOn(model, training),
    test: test ? scoreOn(model, test) : null,
    straightLine: line ? scoreOn(line, asked) : null,
    baseline: measuresOf(
      baselineScore(model, training.targets, asked.targets, training.sampleWeights, asked.sampleWeights),
    ),
  };
}

/** Of values that stand for a row each; rows count alike without weights. */
export function weightedMean(values: readonly number[], weights: Float64Array | undefined): number {
  const weight = (row: number) => weights?.[row] ?? 1;
  const total = values.reduce((sum, _, row) => sum + weight(row), 0);
  return values.reduce((sum, value, row) => sum + weight(row) * value, 0) / total;
}

export type TargetScore = readonly [name: string, measures: { readonly r2: number; readonly rmse: number }];

/** Each of several targets by itself, on the rows kept apart where there are any; none for a single target. */
export function scoresByTarget(result: ScoredModel, { record, train, test }: RowsToScore): TargetScore[] {
  const { target } = record.encoding;
  if (target.task !== "regression" || !target.others) return [];
  const { inputs, targets, sampleWeights } = test ?? train;
  const predicted = result.network.predict(inputs);
  const names = [target.name, ...target.others];
  return names.map((name, k) => {
    const truth = (targets as number[][]).map((row) => row[k]);
    const own = truth.map((_, row) => predicted[row * names.length + k]);
    return [name, { r2: r2(truth, own, sampleWeights), rmse: rmse(truth, own, sampleWeights) }];
  });
}
