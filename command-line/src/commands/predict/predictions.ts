import { type Encoding, namesOfTargets } from "@halfspace/tables";
import {
  type AverageModel,
  type Decision,
  decideLabels,
  InputError,
  type Matrix,
  predictIntervals,
  predictLabels,
  predictProbabilities,
  predictSets,
  type TrainedModel,
} from "halfspace";
import { type DecisionFlags, decisionOf } from "../../decisions.js";

/** What a model says of the rows of a table. */
export interface Predictions {
  readonly task: TrainedModel["task"];
  readonly rowCount: number;
  /** The targets. */
  readonly names: readonly string[];
  /** The quantile level of each column, where several levels of one target are predicted. */
  readonly levels?: readonly number[];
  /** A column a target, or a level. */
  readonly columns: readonly Prediction[][];
  /** A column a class, in the classes' order, where they were asked for. */
  readonly probabilities?: readonly ClassProbabilities[];
  /** One a row, where intervals were asked for. */
  readonly intervals?: { readonly lower: readonly number[]; readonly upper: readonly number[] };
  /** The labels that a row may have, where intervals of a classification were asked for. */
  readonly sets?: readonly (readonly Prediction[])[];
}

/** What is asked for beside the predictions. */
export interface Wanted extends DecisionFlags {
  readonly probabilities?: boolean | undefined;
  readonly intervals?: boolean | undefined;
}

type Prediction = string | number | boolean;

interface ClassProbabilities {
  readonly label: Prediction;
  /** One a row. */
  readonly probabilities: readonly number[];
}

/** @throws InputError for probabilities of a regression, or of a model without any; for intervals of a model without any */
export function predictionsOf(
  model: TrainedModel | AverageModel,
  inputs: Matrix,
  target: Encoding["target"],
  wanted: Wanted,
): Predictions {
  const names = namesOfTargets(target);
  const decision = decisionOf(wanted, model.labels);
  const values = model.task === "classification" ? labelsOf(model, inputs, decision) : model.network.predict(inputs);
  const columns = names.map((_, k) =>
    Array.from({ length: inputs.rows }, (_row, row) => values[row * names.length + k]),
  );
  const probabilities = wanted.probabilities ? { probabilities: probabilitiesOf(model, inputs) } : {};
  const intervals = wanted.intervals ? intervalsOf(model, inputs) : {};
  return { task: model.task, rowCount: inputs.rows, names, columns, ...probabilities, ...intervals };
}

/** By a threshold or costs where these are given. */
function labelsOf(
  model: TrainedModel | AverageModel,
  inputs: Matrix,
  decision: Decision | undefined,
): readonly Prediction[] {
  if (!decision) return predictLabels(model, inputs);
  return decideLabels(probabilityMatrix(model, inputs), model.labels ?? [], decision);
}

function intervalsOf(model: TrainedModel | AverageModel, inputs: Matrix): Pick<Predictions, "intervals" | "sets"> {
  if (model.task === "classification") return { sets: predictSets(model, inputs) };
  const { lower, upper } = predictIntervals(model, inputs);
  return { intervals: { lower: [...lower], upper: [...upper] } };
}

function probabilityMatrix(model: TrainedModel | AverageModel, inputs: Matrix): Matrix {
  if (model.model === "average" && !model.calibration) {
    throw new InputError({
      code: "no-probabilities",
      argument: "probabilities",
      got: "an average of models that was not calibrated, which has labels only",
      expected: "one that is trained anew (halfspace fit --model auto)",
    });
  }
  return predictProbabilities(model, inputs);
}

function probabilitiesOf(model: TrainedModel | AverageModel, inputs: Matrix): ClassProbabilities[] {
  const { rows, columns, values } = probabilityMatrix(model, inputs);
  const labels = model.labels ?? [];
  return labels.map((label, k) => ({
    label,
    probabilities: Array.from({ length: rows }, (_, row) => values[row * columns + k]),
  }));
}
