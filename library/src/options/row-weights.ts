import { InputError, requirePositive } from "../errors.js";
import type { Label } from "../reductions/class-labels.js";
import { type RawTargets, readLabels } from "../reductions/raw-targets.js";
import type { FilledOptions } from "./filled-options.js";
import type { TrainOptions } from "./train-options.js";

/** One weight a row from both options; undefined where all rows count alike. */
export function readWeights(
  { sampleWeights, classWeights, targets }: FilledOptions,
  rows: number,
  labels: readonly Label[] | null,
): Float64Array | undefined {
  if (sampleWeights === undefined && classWeights === undefined) return undefined;
  const weights = sampleWeights === undefined ? new Float64Array(rows).fill(1) : readSampleWeights(sampleWeights, rows);
  if (classWeights === undefined) return weights;
  if (!labels)
    throw new InputError({ code: "wrong-task", argument: "classWeights", got: "a regression", expected: "classes" });
  const ofClass = classWeights === "balanced" ? balanced(targets, labels) : weightsOfLabels(classWeights, labels);
  const values = readLabels(targets);
  return weights.map((weight, j) => weight * (ofClass.get(values[j]) ?? 1));
}

function readSampleWeights(sampleWeights: ArrayLike<number>, rows: number): Float64Array {
  if (sampleWeights.length === rows) {
    return Float64Array.from(sampleWeights, (weight) => requirePositive("sampleWeights", weight));
  }
  const got = `${sampleWeights.length} weights`;
  throw new InputError({
    code: "shape-mismatch",
    argument: "sampleWeights",
    got,
    expected: `${rows}, one for each row of inputs`,
  });
}

/** The same total for every class: n / (classes · rows of the class). */
function balanced(targets: RawTargets, labels: readonly Label[]): ReadonlyMap<Label, number> {
  const values = readLabels(targets);
  const rowsOf = (label: Label) => values.filter((value) => value === label).length;
  return new Map(labels.map((label) => [label, values.length / (labels.length * Math.max(1, rowsOf(label)))]));
}

function weightsOfLabels(
  given: Exclude<NonNullable<TrainOptions["classWeights"]>, "balanced">,
  labels: readonly Label[],
): ReadonlyMap<Label, number> {
  for (const { label } of given) {
    if (labels.includes(label)) continue;
    const expected = `one of ${labels.map((known) => JSON.stringify(known)).join(", ")}`;
    throw new InputError({ code: "unknown-label", argument: "classWeights", got: JSON.stringify(label), expected });
  }
  return new Map(given.map(({ label, weight }) => [label, requirePositive("classWeights", weight)]));
}
