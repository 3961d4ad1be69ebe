import type { Label } from "../reductions/class-labels.js";
import { readLabels } from "../reductions/raw-targets.js";
import type { TrainOptions } from "./options.js";
import { requirePositive } from "./require-option.js";
import { wrong } from "./wrong-option.js";

/** One weight a row from both options; undefined where all rows count alike. */
export function readWeights(
  { sampleWeights, classWeights, targets }: TrainOptions,
  rows: number,
  labels: readonly Label[] | null,
): Float64Array | undefined {
  if (sampleWeights === undefined && classWeights === undefined) return undefined;
  const weights = new Float64Array(rows).fill(1);
  if (sampleWeights !== undefined) {
    if (sampleWeights.length !== rows) {
      throw wrong(
        "shape-mismatch",
        "sampleWeights",
        `${sampleWeights.length} weights`,
        `${rows}, one for each row of inputs`,
      );
    }
    for (let j = 0; j < rows; j++) weights[j] = requirePositive("sampleWeights", sampleWeights[j]);
  }
  if (classWeights === undefined) return weights;
  if (!labels) throw wrong("wrong-task", "classWeights", "a regression", "classes");
  const values = readLabels(targets);
  const known = new Map<Label, number>();
  if (classWeights === "balanced") {
    for (const label of labels) {
      const count = values.filter((value) => value === label).length;
      known.set(label, rows / (labels.length * Math.max(1, count)));
    }
  } else {
    for (const { label, weight } of classWeights) {
      if (!labels.includes(label))
        throw wrong(
          "unknown-label",
          "classWeights",
          JSON.stringify(label),
          `one of ${labels.map((l) => JSON.stringify(l)).join(", ")}`,
        );
      known.set(label, requirePositive("classWeights", weight));
    }
  }
  return weights.map((weight, j) => weight * (known.get(values[j]) ?? 1));
}
