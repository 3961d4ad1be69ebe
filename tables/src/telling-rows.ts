import { type AnyModel, givesProbabilities, type Label, predictLabels, predictProbabilities } from "halfspace";
import type { EncodedRows } from "./split-table.js";

/** A row that tells something of a model. */
export interface TellingRow {
  readonly title: string;
  /** From 0. */
  readonly row: number;
}

/**
 * A few rows that show how a model judges: where it is surest of each of the first classes, where it is the least sure, and its surest mistake; of
 * numbers the largest and the smallest prediction and the largest mistake. Each row once, under the first of its titles.
 * @param rows encoded ones, with what is true of them
 * @returns their places, each with a title
 */
export function tellingRows(
  model: AnyModel,
  { inputs, targets }: Pick<EncodedRows, "inputs" | "targets">,
): TellingRow[] {
  const found = model.labels
    ? ofClasses(model, inputs, targets as readonly Label[])
    : ofNumbers(model.network.predict(inputs), targets as readonly number[]);
  return found.filter(({ row }, k) => row >= 0 && found.findIndex((other) => other.row === row) === k);
}

function ofClasses(model: AnyModel, inputs: EncodedRows["inputs"], targets: readonly Label[]): TellingRow[] {
  const labels = model.labels as readonly Label[];
  if (!givesProbabilities(model)) return [{ title: "The first row", row: 0 }];
  const { values } = predictProbabilities(model, inputs);
  const said = predictLabels(model, inputs);
  const count = labels.length;
  const likeliest = targets.map((_, row) => Math.max(...values.subarray(row * count, (row + 1) * count)));
  const surest = labels.slice(0, mostClasses).map((label) => ({
    title: `The surest “${label}”`,
    row: largest(likeliest, (row) => said[row] === label),
  }));
  return [
    ...surest.reverse(),
    {
      title: "The least sure row",
      row: largest(likeliest.map((value) => -value)),
    },
    { title: "The surest mistake", row: largest(likeliest, (row) => said[row] !== targets[row]) },
  ];
}

/** More classes than these have no row each. */
const mostClasses = 3;

function ofNumbers(predicted: Float64Array, targets: readonly number[]): TellingRow[] {
  const misses = Array.from(predicted, (value, row) => Math.abs(value - targets[row]));
  return [
    { title: "The largest prediction", row: largest([...predicted]) },
    {
      title: "The smallest prediction",
      row: largest(Array.from(predicted, (value) => -value)),
    },
    { title: "The largest mistake", row: largest(misses) },
  ];
}

/** The first row with the largest value of those that count; −1 where none does. */
function largest(values: readonly number[], counts: (row: number) => boolean = () => true): number {
  let best = -1;
  values.forEach((value, row) => {
    if (counts(row) && (best < 0 || value > values[best])) best = row;
  });
  return best;
}
