import { InputError, requirePositive, shown } from "../errors.js";
import { type MatrixLike, selectRows, toMatrix } from "../linear-algebra/matrix.js";
import type { Label } from "../reductions/class-labels.js";
import { type RawTargets, readLabels } from "../reductions/raw-targets.js";
import type { FilledOptions } from "./filled-options.js";
import type { TrainOptions } from "./train-options.js";

/** What rows count for. */
export interface ReadWeights {
  /** One a row, of both options together; undefined where all rows count alike. */
  readonly sampleWeights: Float64Array | undefined;
  /** How often each row occurs, from 1 on: its sample weight; undefined where every row occurs once. */
  readonly occurrences: Float64Array | undefined;
}

/** One weight a row from both options. Rows of weight 0 were left out before (`withoutZeroWeights`). */
export function readWeights(options: FilledOptions, rows: number, labels: readonly Label[] | null): ReadWeights {
  const given = options.sampleWeights === undefined ? undefined : readSampleWeights(options.sampleWeights, rows);
  const occurrences = given?.map((weight) => Math.max(1, weight));
  return { sampleWeights: timesClassWeights(given, options, rows, labels), occurrences };
}

function timesClassWeights(
  given: Float64Array | undefined,
  { classWeights, targets }: FilledOptions,
  rows: number,
  labels: readonly Label[] | null,
): Float64Array | undefined {
  if (classWeights === undefined) return given;
  const weights = given ?? new Float64Array(rows).fill(1);
  if (!labels)
    throw new InputError({ code: "wrong-task", argument: "classWeights", got: "a regression", expected: "classes" });
  const ofClass =
    classWeights === "balanced" ? balanced(targets, labels, weights) : weightsOfLabels(classWeights, labels);
  const values = readLabels(targets);
  return weights.map((weight, j) => weight * (ofClass.get(values[j]) ?? 1));
}

function readSampleWeights(sampleWeights: ArrayLike<number>, rows: number): Float64Array {
  if (typeof sampleWeights !== "object") {
    const [got, expected] = [shown(sampleWeights), "a list of numbers, one for each row of inputs"];
    throw new InputError({ code: "wrong-type", argument: "sampleWeights", got, expected });
  }
  if (sampleWeights.length === rows) {
    return Float64Array.from(sampleWeights, requireWeight);
  }
  const got = `${sampleWeights.length} weights`;
  throw new InputError({
    code: "shape-mismatch",
    argument: "sampleWeights",
    got,
    expected: `${rows}, one for each row of inputs`,
  });
}

/** Weights of other sizes leave Float64 where they multiply squares. */
const weightSizes = { from: 1e-100, to: 1e100 } as const;

function requireWeight(weight: number): number {
  if (weight === 0 || (weight >= weightSizes.from && weight <= weightSizes.to)) return weight;
  const expected = `0, or from ${weightSizes.from} to ${weightSizes.to}`;
  throw new InputError({ code: "out-of-range", argument: "sampleWeights", got: weight, expected });
}

/** The options without the rows of weight 0: these are left out of everything. @throws InputError where none is left */
export function withoutZeroWeights(options: FilledOptions): FilledOptions {
  const { sampleWeights } = options;
  if (!sampleWeights || !Array.prototype.includes.call(sampleWeights, 0)) return options;
  const inputs = toMatrix(options.inputs, "inputs");
  const weights = readSampleWeights(sampleWeights, inputs.rows);
  const kept = Int32Array.from(weights.keys()).filter((row) => weights[row] > 0);
  if (kept.length === 0) {
    throw new InputError({ code: "empty", argument: "sampleWeights", got: "zeros only", expected: "rows that count" });
  }
  return {
    ...options,
    inputs: selectRows(inputs, kept),
    targets: someTargets(options.targets, kept),
    sampleWeights: Float64Array.from(kept, (row) => weights[row]),
  };
}

function someTargets(targets: RawTargets, rows: Int32Array): RawTargets {
  // Whoever reads the targets says what is wrong with them.
  if (typeof targets !== "object") return targets;
  if ("values" in targets && "columns" in targets) return selectRows(toMatrix(targets as MatrixLike, "targets"), rows);
  const list = targets as ArrayLike<unknown>;
  if (list instanceof Float64Array) return Float64Array.from(rows, (row) => list[row]);
  return Array.from(rows, (row) => list[row]) as unknown as RawTargets;
}

/** The same total for every class: Σc / (classes · Σc of the class). */
function balanced(targets: RawTargets, labels: readonly Label[], weights: Float64Array): ReadonlyMap<Label, number> {
  const values = readLabels(targets);
  const total = (counts: (value: Label) => boolean) =>
    values.reduce((sum: number, value, j) => (counts(value) ? sum + weights[j] : sum), 0);
  const all = total(() => true);
  return new Map(labels.map((label) => [label, all / (labels.length * (total((value) => value === label) || 1))]));
}

function weightsOfLabels(
  given: Exclude<NonNullable<TrainOptions["classWeights"]>, "balanced">,
  labels: readonly Label[],
): ReadonlyMap<Label, number> {
  if (!Array.isArray(given) || !given.every((each) => typeof each === "object" && each !== null)) {
    const expected = '"balanced", or a list of { label, weight }';
    throw new InputError({ code: "wrong-type", argument: "classWeights", got: shown(given), expected });
  }
  for (const { label } of given) {
    if (labels.includes(label)) continue;
    const expected = `one of ${labels.map((known) => JSON.stringify(known)).join(", ")}`;
    throw new InputError({ code: "unknown-label", argument: "classWeights", got: shown(label), expected });
  }
  return new Map(given.map(({ label, weight }) => [label, requirePositive("classWeights", weight)]));
}
