import type { SplitScore } from "@halfspace/tables";
import {
  type AverageMember,
  accuracy,
  type Label,
  type Matrix,
  matrix,
  type Network,
  rmse,
  type SelectedModel,
  type SelectionResult,
} from "halfspace";
import { rawNetwork } from "halfspace/networks";
import { decodeOutputs, encodeLabels, groupNorm } from "halfspace/programs";

/** One split, as numbers. */
export interface SplitRows {
  readonly inputs: Matrix;
  readonly testInputs: Matrix;
  readonly targets: number[] | Label[];
  readonly testTargets: number[] | Label[];
  readonly labels: readonly Label[] | null;
}

/** Labels and task of a split, as `train` and `selectModel` take them. */
export const taskOfRows = ({ labels }: SplitRows) =>
  labels ? { labels, task: "classification" as const } : { task: "regression" as const };

/** Scores of a trained model on both parts of a split. */
export function measureModel(name: string, model: SelectedModel, rows: SplitRows): SplitScore {
  const network = rawOutputNetwork(model);
  const size = network.parameterCount;
  const errors = measure((inputs) => network.predict(inputs), rows);
  return { name, ...errors, penaltyBound: penaltyBoundOf(model, rows), size, certificate: certificateOf(model) };
}

/** The best candidate of each family, which come best first, trained on all rows and measured. */
export async function bestOfFamilies(
  { candidates, refit }: SelectionResult,
  families: Iterable<string>,
  measured: (name: string, model: SelectedModel) => SplitScore,
): Promise<Record<string, SplitScore>> {
  const found: Record<string, SplitScore> = {};
  for (const family of families) {
    const best = candidates.find((candidate) => candidate.family === family);
    if (best) found[family] = measured(best.name, await refit(best));
  }
  return found;
}

/** The network before any calibration: squared errors and signs are those of the program's own outputs, as in the paper. */
function rawOutputNetwork(model: SelectedModel): Network {
  if (!model.calibration) return model.network;
  if (model.kind !== "average") return rawNetwork(model.network.inner, model.reduction, { constant: model.constant });
  const { slope, intercept } = model.calibration;
  const { network } = model;
  return { ...network, predict: (rows) => network.predict(rows).map((value) => (value - intercept) / slope) };
}

/** (2/n)λΣ‖w_i‖ of a gated network for classes, whose targets ±1 no scale has changed. */
function penaltyBoundOf(model: SelectedModel, { inputs, labels }: SplitRows): number | null {
  if (model.model !== "gated-relu" || !labels) return null;
  return (2 / inputs.rows) * model.lambda * groupNorm(model.certificate.primalPoint);
}

function certificateOf(model: SelectedModel): SplitScore["certificate"] {
  if (model.model !== "average") {
    const { program, relativeGap, coverage } = model.certificate;
    return { program, relativeGap, coverage };
  }
  const worst = Math.max(...model.members.map(gapOfMember));
  const network = model.members.find((member) => member.kind === "relu");
  return network
    ? { program: "relu-network", relativeGap: network.relativeGap, coverage: network.coverage }
    : { program: "kernel-ridge", relativeGap: worst, coverage: "complete" };
}

const gapOfMember = (member: AverageMember): number =>
  member.kind === "trained" ? member.model.certificate.relativeGap : member.relativeGap;

/** Scores of raw outputs on both parts. */
function measure(predict: (inputs: Matrix) => Float64Array, rows: SplitRows) {
  const { labels } = rows;
  const truthOf = (targets: SplitRows["targets"]) =>
    labels ? encodeLabels(targets as Label[], labels) : matrix(targets.length, 1, targets as number[]);
  const one = (inputs: Matrix, targets: SplitRows["targets"]) => {
    const truth = truthOf(targets).values;
    const outputs = predict(inputs);
    const error = rmse(truth, outputs);
    return {
      value: labels ? accuracy(targets as Label[], decodeOutputs(outputs, labels)) : error,
      error: error * error,
    };
  };
  const test = one(rows.testInputs, rows.testTargets);
  const train = one(rows.inputs, rows.targets);
  return { test: test.value, train: train.value, testError: test.error, trainError: train.error };
}
