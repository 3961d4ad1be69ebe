import {
  type CrossValidation,
  columnImportance,
  givesProbabilities,
  InputError,
  type Label,
  predictLabels,
  predictProbabilities,
  type ReliabilityBin,
  reliabilityBins,
  type ThresholdPoint,
  type TrainedModel,
  thresholdCurve,
} from "halfspace";
import { encodedWidth } from "./encoding.js";
import type { EncodedRows, SplitTable } from "./split-table.js";

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

/**
 * The facts of a model and the table it was trained on; importance is asked on the rows kept apart, where there are any.
 * @returns the facts, as the charts take them
 * @throws InputError when the model has several targets
 */
export function trainingFacts(
  model: Pick<TrainedModel, "labels" | "network" | "crossValidation" | "lambdaFraction" | "loss" | "calibration">,
  { record, train, test }: SplitTable,
): TrainingFacts {
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
  const losses = columnImportance(model, { ...asked, groups: columns.map(encodedWidth), seed: record.seed });
  const { crossValidation, labels } = model;
  return {
    target: target.name,
    labels,
    groups: [groupOf(model, "training rows", train), ...(test ? [groupOf(model, "test rows", test)] : [])],
    crossValidation: crossValidation && {
      metric: crossValidation.metric,
      path: crossValidation.path,
      chosen: model.lambdaFraction,
    },
    ...probabilityFacts(model, asked, test ? "test" : "training"),
    importance: {
      subtitle: `what is lost on ${asked.targets.length} ${test ? "test" : "training"} rows when the values of a column are shuffled`,
      measure: labels ? "share of right answers lost" : "growth of the RMSE",
      columns: columns.map(({ name }, index) => ({ name, loss: losses[index] })),
    },
  };
}

/** Of rows whose classes the model knows. */
function probabilityFacts(
  model: Pick<TrainedModel, "labels" | "network" | "loss" | "calibration">,
  { inputs, targets, sampleWeights }: EncodedRows,
  part: string,
): Pick<TrainingFacts, "reliability" | "thresholds"> {
  const { labels } = model;
  const classes = labels ? (targets as Label[]).map((label) => labels.indexOf(label)) : [];
  if (!labels || !givesProbabilities(model) || classes.some((position) => position < 0)) return {};
  const probabilities = predictProbabilities(model, inputs);
  const bins = reliabilityBins(probabilities, classes, sampleWeights);
  const subtitle = `${targets.length} ${part} rows by tenths of probability; on the dashed line they mean what they say`;
  if (labels.length > 2) return { reliability: { subtitle, bins } };
  const points = thresholdCurve(probabilities, classes, sampleWeights);
  return { reliability: { subtitle, bins }, thresholds: { label: labels[1], points } };
}

function groupOf(model: Pick<TrainedModel, "labels" | "network">, label: string, { inputs, targets }: EncodedRows) {
  const predicted = model.labels ? predictLabels(model, inputs) : Array.from(model.network.predict(inputs));
  return { label, truth: targets as readonly Label[], predicted };
}
