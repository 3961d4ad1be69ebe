import {
  type AverageModel,
  type CrossValidation,
  columnImportance,
  givesProbabilities,
  InputError,
  type Label,
  type Matrix,
  predictLabels,
  predictProbabilities,
  type ReliabilityBin,
  reliabilityBins,
  type ThresholdPoint,
  type TrainedModel,
  thresholdCurve,
} from "halfspace";
import { spreadEvenly } from "halfspace/numerics";
import { affordableRows } from "./affordable-rows.js";
import { encodedWidth } from "./encoding.js";
import { type EncodedRows, type SplitTable, selectEncodedRows } from "./split-table.js";

/** What a network trained from a table shows of itself, as plain data: predictions of each part, importance of the raw columns, choice of λ. */
export type TrainingFacts = {
  readonly target: string;
  readonly labels: readonly Label[] | null;
  readonly groups: readonly {
    readonly label: string;
    readonly truth: readonly Label[];
    readonly predicted: readonly Label[];
  }[];
  readonly crossValidation: { metric: string; path: CrossValidation["path"]; chosen: number } | null;
  /** Absent where the model has no probabilities. */
  readonly reliability?: { readonly subtitle: string; readonly bins: readonly ReliabilityBin[] };
  /** Only of two classes with probabilities. */
  readonly thresholds?: { readonly label: Label; readonly points: readonly ThresholdPoint[] };
  readonly importance: {
    readonly subtitle: string;
    readonly measure: string;
    readonly columns: readonly { readonly name: string; readonly loss: number }[];
  };
};

/** What facts are taken from: a model that was trained on one program, or an average of several, which has no λ of its own. */
type FactsModel =
  | Pick<TrainedModel, "labels" | "network" | "crossValidation" | "lambdaFraction" | "loss" | "calibration">
  | Pick<AverageModel, "labels" | "network" | "calibration">;

/**
 * The facts of a model and the table it was trained on; importance is asked on the rows kept apart, where there are any.
 * @returns the facts, as the charts take them
 * @throws InputError when the model has several targets
 */
export function trainingFacts(model: FactsModel, { record, train, test }: SplitTable): TrainingFacts {
  const { columns, target } = record.encoding;
  if (target.task === "regression" && target.others) {
    throw new InputError({
      code: "several-targets",
      argument: "target",
      got: "several",
      expected: "one target: pictures of a model are drawn for one",
    });
  }
  const asked = test ?? train;
  const bounds = { most: asked.targets.length, least: fewestShuffled };
  const shuffled = someRows(asked, affordableRows(model, shuffles * columns.length, bounds));
  const groups = columns.map(encodedWidth);
  const losses = columnImportance(model, { ...shuffled, groups, repeats: shuffles, seed: record.seed });
  const { labels } = model;
  return {
    target: target.name,
    labels,
    groups: [groupOf(model, "training rows", train), ...(test ? [groupOf(model, "test rows", test)] : [])],
    crossValidation: "crossValidation" in model ? curveOf(model) : null,
    ...probabilityFacts(model, asked, test ? "test" : "training"),
    importance: {
      subtitle: `what is lost on ${shuffled.targets.length} ${test ? "test" : "training"} rows when the values of a column are shuffled`,
      measure: labels ? "share of right answers lost" : "growth of the RMSE",
      columns: columns.map(({ name }, index) => ({ name, loss: losses[index] })),
    },
  };
}

/** Of each column. */
const shuffles = 3;
/** Rows that are shuffled in any case, where there are so many. */
const fewestShuffled = 200;

/** Spread evenly over all. */
function someRows(rows: EncodedRows, count: number): EncodedRows {
  const all = rows.targets.length;
  return count >= all ? rows : selectEncodedRows(rows, [...spreadEvenly(count, all)]);
}

function curveOf({ crossValidation, lambdaFraction }: Pick<TrainedModel, "crossValidation" | "lambdaFraction">) {
  return crossValidation && { metric: crossValidation.metric, path: crossValidation.path, chosen: lambdaFraction };
}

function probabilityFacts(
  model: FactsModel,
  rows: EncodedRows,
  part: string,
): Pick<TrainingFacts, "reliability" | "thresholds"> {
  const { labels } = model;
  if (!labels || !givesProbabilities(model)) return {};
  const { reliability, thresholds } = probabilityMeasures(predictProbabilities(model, rows.inputs), labels, rows);
  const subtitle = `${rows.targets.length} ${part} rows by tenths of probability; on the dashed line they mean what they say`;
  return {
    ...(reliability ? { reliability: { subtitle, bins: reliability } } : {}),
    ...(thresholds ? { thresholds: { label: labels[1], points: thresholds } } : {}),
  };
}

/** What probabilities are worth. */
export type ProbabilityMeasures = {
  /** Ten bins by the probability of the likeliest class. */
  readonly reliability?: readonly ReliabilityBin[];
  /** Of the second of two classes. */
  readonly thresholds?: readonly ThresholdPoint[];
};

/**
 * What probabilities are worth on rows; nothing where a row has a class that the model does not know.
 * @param probabilities n×K
 * @param labels the K classes
 * @returns the measures, or nothing
 */
export function probabilityMeasures(
  probabilities: Matrix,
  labels: readonly Label[],
  { targets, sampleWeights }: Pick<EncodedRows, "targets" | "sampleWeights">,
): ProbabilityMeasures {
  const classes = (targets as Label[]).map((label) => labels.indexOf(label));
  if (classes.some((position) => position < 0)) return {};
  return {
    reliability: reliabilityBins(probabilities, classes, sampleWeights),
    ...(labels.length === 2 ? { thresholds: thresholdCurve(probabilities, classes, sampleWeights) } : {}),
  };
}

function groupOf(model: Pick<FactsModel, "labels" | "network">, label: string, { inputs, targets }: EncodedRows) {
  const predicted = model.labels ? predictLabels(model, inputs) : Array.from(model.network.predict(inputs));
  return { label, truth: targets as readonly Label[], predicted };
}
