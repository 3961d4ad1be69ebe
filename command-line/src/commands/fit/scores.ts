import { type EncodedRows, type SplitTable, selectEncodedRows } from "@halfspace/tables";
import { baselineScore, r2, rmse, type StraightLine, score } from "halfspace";
import { spreadEvenly } from "halfspace/numerics";
import { measuresOf, type Scores, scoreOn } from "../../report.js";
import type { TimeLeft } from "../../time-left.js";

type ScoredModel = Parameters<typeof score>[0];

/** The rows that scores are of, with what is to be said where these are not all. */
export type RowsToScore = Pick<SplitTable, "record" | "train" | "test" | "notes">;

/** Rows on which the time that scoring takes is measured; as many are scored in any case. */
const measuredRows = 5000;

/** All rows, or where a time limit leaves too little for them, a part of either set, spread evenly. */
export function rowsToScore(model: ScoredModel, { record, train, test }: SplitTable, left: TimeLeft): RowsToScore {
  const all = { record, train, test, notes: [] };
  const count = train.inputs.rows + (test?.inputs.rows ?? 0);
  if (left.untilEnd() === Number.POSITIVE_INFINITY || count <= measuredRows) return all;
  const before = left.untilEnd();
  const sample = everyRow(train, measuredRows / train.inputs.rows);
  score(model, sample.inputs, sample.targets);
  const seconds = before - left.untilEnd();
  const share = Math.max(measuredRows / count, (0.8 * left.untilEnd() * sample.inputs.rows) / (seconds * count));
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
