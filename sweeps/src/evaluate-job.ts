import { readTable, type SplitScore, splitTable } from "@halfspace/tables";
import {
  type AverageMember,
  accuracy,
  InputError,
  type Label,
  type Matrix,
  type ModelFamily,
  matrix,
  modelAtPenalty,
  modelFamilies,
  type Network,
  type PenaltyModel,
  rmse,
  type SelectedModel,
  type SelectionResult,
  selectModel,
  squared,
  type TrainOptions,
  train,
} from "halfspace";
import { rawNetwork } from "halfspace/networks";
import { decodeOutputs, encodeLabels, groupNorm } from "halfspace/programs";
import { contentHash, type Job, type JobResult, type NetworkModel } from "./job.js";

/** One split, as numbers. */
export interface SplitRows {
  readonly inputs: Matrix;
  readonly testInputs: Matrix;
  readonly targets: number[] | Label[];
  readonly testTargets: number[] | Label[];
  readonly labels: readonly Label[] | null;
}

/**
 * Does one job: it splits the table, trains on the training part alone and measures on the other rows. It is a pure
 * function of job and bytes.
 * @returns what was measured on the rest; it holds no times
 * @throws InputError for a table that cannot be learned from, FormatError for one that cannot be read
 */
export async function evaluateJob(job: Job, bytes: Uint8Array): Promise<JobResult> {
  const found = contentHash(bytes);
  if (found !== job.data) {
    throw new InputError({
      code: "wrong-data",
      argument: "data",
      got: `table ${job.set} with content ${found}`,
      expected: job.data,
    });
  }
  const rows = await splitRowsOf(job, bytes);
  const shape = {
    metric: rows.labels ? ("accuracy" as const) : ("rmse" as const),
    trainRows: rows.inputs.rows,
    testRows: rows.testInputs.rows,
  };
  if (job.lambda !== "auto") {
    const model = await atPenalty(job, job.lambda, rows);
    return { ...shape, ...measureModel(`${job.model}, λ = ${job.lambda}`, model, rows) };
  }
  if (isNetworkModel(job.model)) {
    return { ...shape, ...measureModel(job.model, await trainNetwork(job, job.model, rows), rows) };
  }
  const selection = await select(job, rows);
  const chosen = measureModel(selection.chosen.name, selection.model, rows);
  if (job.model !== "auto") return { ...shape, ...chosen };
  return {
    ...shape,
    ...chosen,
    families: await familiesOf(selection, rows),
    smallestNetwork: await smallestOf(selection, rows),
  };
}

async function splitRowsOf(job: Job, bytes: Uint8Array): Promise<SplitRows> {
  const table = await readTable(bytes);
  const { train, test, record } = splitTable(table, job.target, {
    holdout: job.testFraction,
    seed: job.split,
    // Few different whole numbers are classes here: the collection codes its classes so.
    task: fewWholeNumbers(table.columns[table.columnNames.indexOf(job.target)] ?? []) ? "classification" : "auto",
  });
  if (!test)
    throw new InputError({
      code: "too-few-rows",
      argument: "data",
      got: `table ${job.set}, of which no row is left for the test`,
      expected: "more rows, or a larger part for the test",
    });
  const { target } = record.encoding;
  if (target.task === "regression" && target.others) {
    throw new InputError({
      code: "several-targets",
      argument: "target",
      got: `${job.target} of table ${job.set}`,
      expected: "one target",
    });
  }
  return {
    inputs: train.inputs,
    targets: train.targets as SplitRows["targets"],
    testInputs: test.inputs,
    testTargets: test.targets as SplitRows["testTargets"],
    labels: target.task === "classification" ? target.classes : null,
  };
}

function fewWholeNumbers(cells: readonly unknown[]): boolean {
  const distinct = new Set(cells.map(String));
  return distinct.size <= 10 && [...distinct].every((cell) => /^-?\d+$/.test(cell));
}

function select(job: Job, { inputs, targets, labels }: SplitRows): Promise<SelectionResult> {
  const { model, gates, seed, standardise, bias } = job;
  return selectModel({
    inputs,
    targets,
    ...(labels ? { labels, task: "classification" as const } : { task: "regression" as const }),
    ...(model === "auto" || model === "algorithm-1"
      ? { families: modelFamilies }
      : { families: [model as ModelFamily], members: 1 }),
    // As in the other columns of the paper's table.
    loss: squared(),
    gateStrategy: "gaussian",
    gates,
    seed,
    standardise,
    bias,
  });
}

const networkShapes: Readonly<Record<NetworkModel, Pick<TrainOptions, "layers" | "activation">>> = {
  "two-layers": {},
  "three-layers": { layers: 3 },
  "four-layers": { layers: 4 },
  "leaky-relu": { activation: "leaky-relu" },
  "absolute-value": { activation: "absolute-value" },
  threshold: { activation: "threshold" },
};

const isNetworkModel = (model: Job["model"]): model is NetworkModel => model in networkShapes;

/** Squared loss and Gaussian gates, as in the table's other columns. */
function trainNetwork(job: Job, model: NetworkModel, { inputs, targets, labels }: SplitRows) {
  const { gates, seed, standardise, bias } = job;
  const task = labels ? { labels, task: "classification" as const } : { task: "regression" as const };
  return train({
    inputs,
    targets,
    ...task,
    ...networkShapes[model],
    loss: squared(),
    gateStrategy: "gaussian",
    gates,
    seed,
    standardise,
    bias,
  });
}

function atPenalty(job: Job, lambda: number, { inputs, targets, labels }: SplitRows): Promise<SelectedModel> {
  const { model, gates, seed, standardise, bias } = job;
  return modelAtPenalty({
    family: model as PenaltyModel,
    lambda,
    inputs,
    targets,
    ...(labels ? { labels, task: "classification" as const } : { task: "regression" as const }),
    gates,
    seed,
    standardise,
    bias,
  });
}

async function familiesOf(selection: SelectionResult, rows: SplitRows): Promise<Record<string, SplitScore>> {
  const families: Record<string, SplitScore> = {};
  for (const family of modelFamilies) {
    const best = selection.candidates.find((candidate) => candidate.family === family);
    if (best) families[family] = measureModel(best.name, await selection.refit(best), rows);
  }
  return families;
}

async function smallestOf(selection: SelectionResult, rows: SplitRows): Promise<SplitScore | null> {
  const { smallestNetwork } = selection;
  return smallestNetwork ? measureModel(smallestNetwork.name, await selection.refit(smallestNetwork), rows) : null;
}

function measureModel(name: string, model: SelectedModel, rows: SplitRows): SplitScore {
  const network = rawOutputNetwork(model);
  const size = network.parameterCount;
  const errors = measure((inputs) => network.predict(inputs), rows);
  return { name, ...errors, penaltyBound: penaltyBoundOf(model, rows), size, certificate: certificateOf(model) };
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
