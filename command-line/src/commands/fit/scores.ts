import type { SplitTable } from "@halfspace/tables";
import { type AnyTrainResult, baselineScore, r2, rmse, score } from "halfspace";
import type { Score, Scores } from "../../report.js";

/** On the rows of training, on those kept apart, and of the mean or majority predictor. */
export function scoresOf(model: Parameters<typeof score>[0], { train: training, test }: SplitTable): Scores {
  return {
    train: measuresOf(score(model, training.inputs, training.targets)),
    test: test ? measuresOf(score(model, test.inputs, test.targets)) : null,
    baseline: measuresOf(baselineScore(model, training.targets, (test ?? training).targets)),
  };
}

/** The single numbers of a score; the confusion matrix is no line of a table. */
function measuresOf(scored: object): Score {
  return Object.fromEntries(Object.entries(scored).filter(([, value]) => typeof value === "number"));
}

export type TargetScore = readonly [name: string, measures: { readonly r2: number; readonly rmse: number }];

/** Each of several targets by itself, on the rows kept apart where there are any; none for a single target. */
export function scoresByTarget(result: AnyTrainResult, { record, train, test }: SplitTable): TargetScore[] {
  const { target } = record.encoding;
  if (target.task !== "regression" || !target.others) return [];
  const { inputs, targets } = test ?? train;
  const predicted = result.network.predict(inputs);
  const names = [target.name, ...target.others];
  return names.map((name, k) => {
    const truth = (targets as number[][]).map((row) => row[k]);
    const own = truth.map((_, row) => predicted[row * names.length + k]);
    return [name, { r2: r2(truth, own), rmse: rmse(truth, own) }];
  });
}
