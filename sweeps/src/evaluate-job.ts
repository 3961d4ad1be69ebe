import { readTable, type SplitScore, splitTable } from "@halfspace/tables";
import {
  InputError,
  type ModelFamily,
  modelAtPenalty,
  modelFamilies,
  type PenaltyModel,
  type SelectedModel,
  type SelectionResult,
  selectModel,
  squared,
  type TrainOptions,
  train,
} from "halfspace";
import { evaluateFit, isFitModel } from "./evaluate-fit.js";
import { evaluatePeer, isPeerModel } from "./evaluate-peer.js";
import { contentHash, type Job, type JobResult, type NetworkModel } from "./job.js";
import { bestOfFamilies, measureModel, type SplitRows, taskOfRows } from "./measure-model.js";

/**
 * Does one job: it splits the table, trains on the training part alone and measures on the other rows. It is a pure
 * function of job and bytes, but for the models of `fit` and of other software, whose results hold times.
 * @returns what was measured on the rest
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
  if (isPeerModel(job.model)) return { ...shape, ...(await evaluatePeer(job.model, job.split, rows)) };
  if (isFitModel(job.model)) return { ...shape, ...(await evaluateFit(job.model, job.seed, rows)) };
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
    families: await bestOfFamilies(selection, modelFamilies, (name, model) => measureModel(name, model, rows)),
    smallestNetwork: await smallestOf(selection, rows),
  };
}

async function splitRowsOf(job: Job, bytes: Uint8Array): Promise<SplitRows> {
  const table = await readTable(bytes);
  const { train, test, record } = splitTable(table, job.target, {
    holdout: job.testFraction,
    seed: job.split,
    task: job.task ?? taskOfCells(table.columns[table.columnNames.indexOf(job.target)] ?? []),
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

/** Few different whole numbers are classes here: the collection codes its classes so. */
function taskOfCells(cells: readonly unknown[]): "classification" | "auto" {
  const distinct = new Set(cells.map(String));
  const areClasses = distinct.size <= 10 && [...distinct].every((cell) => /^-?\d+$/.test(cell));
  return areClasses ? "classification" : "auto";
}

function select(job: Job, rows: SplitRows): Promise<SelectionResult> {
  const { inputs, targets } = rows;
  const { model, gates, seed, standardise, bias } = job;
  return selectModel({
    inputs,
    targets,
    ...taskOfRows(rows),
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
function trainNetwork(job: Job, model: NetworkModel, rows: SplitRows) {
  const { inputs, targets } = rows;
  const { gates, seed, standardise, bias } = job;
  return train({
    inputs,
    targets,
    ...taskOfRows(rows),
    ...networkShapes[model],
    loss: squared(),
    gateStrategy: "gaussian",
    gates,
    seed,
    standardise,
    bias,
  });
}

function atPenalty(job: Job, lambda: number, rows: SplitRows): Promise<SelectedModel> {
  const { inputs, targets } = rows;
  const { model, gates, seed, standardise, bias } = job;
  return modelAtPenalty({
    family: model as PenaltyModel,
    lambda,
    inputs,
    targets,
    ...taskOfRows(rows),
    gates,
    seed,
    standardise,
    bias,
  });
}

async function smallestOf(selection: SelectionResult, rows: SplitRows): Promise<SplitScore | null> {
  const { smallestNetwork } = selection;
  return smallestNetwork ? measureModel(smallestNetwork.name, await selection.refit(smallestNetwork), rows) : null;
}
