import { InputError, type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../../errors.js";
import { completed } from "../../linear-algebra/completed.js";
import { type MatrixLike, matrix } from "../../linear-algebra/matrix.js";
import type { AnyModel } from "../../models/trained-model.js";
import { decodeOutputs } from "../../reductions/class-labels.js";
import { requireGroups } from "../../scoring/column-importance.js";
import { playersOf } from "../games.js";
import { gatedSumOf } from "../gated-sum.js";
import { oneRow } from "../local-formula.js";
import { withFewDigits } from "./few-digits.js";
import { searchPieces } from "./nearest-pieces.js";
import { distanceOf, type GroupChange, type NearestChange, type NearestProblem } from "./nearest-problem.js";
import { searchByPredictions } from "./nearest-search.js";
import { boundsOf, type WantedOutcome } from "./outcome.js";

/** What is wanted, and what may change for it. */
export interface NearestChangeOptions {
  readonly wanted: WantedOutcome;
  /** How many neighbouring columns belong together, in order; default each by itself. */
  readonly groups?: readonly number[];
  /** One a group; default any number for groups of one column, and others fixed. */
  readonly changes?: readonly GroupChange[];
  /** After so many pieces the search ends with what it has; default 2000. */
  readonly pieces?: number;
}

const known: OptionNames<NearestChangeOptions> = { wanted: true, groups: true, changes: true, pieces: "number" };

/**
 * The nearest row with the wanted outcome: min Σ_c |x'_c − x_c| r_c + (number of other choices), where r_c is the factor by which the model scales
 * column c (one over its deviation). A network of one layer is searched piece by piece, nearest first: in each piece the problem is a linear program,
 * and the least distance among the pieces not yet seen is a proved bound. Other models are searched by their predictions, which proves nothing.
 * The numbers of the row are then rounded to few digits, which makes it at most 1 % farther. Does not do: what is possible or fair in the world;
 * columns that go together are changed one by one.
 * @param row one raw row
 * @returns the row, its distance, and the bound
 * @throws InputError for an outcome that the model does not have, or changes that do not fit the groups
 */
export function nearestChange(model: AnyModel, row: MatrixLike, options: NearestChangeOptions): NearestChange {
  return completed(nearestChangeInSteps(model, row, options));
}

/** `nearestChange` in steps of a few milliseconds, but for large kernels. */
export function* nearestChangeInSteps(
  model: AnyModel,
  row: MatrixLike,
  options: NearestChangeOptions,
): Generator<undefined, NearestChange> {
  rejectUnknownOptions(options, known, "nearestChange");
  const { network } = model;
  const raw = oneRow(row, network.inputCount);
  const widths = requireGroups(options.groups ?? Array.from(raw.values, () => 1), raw);
  const groups = playersOf(widths);
  const changes = requireChanges(options.changes ?? widths.map(usualChange), widths);
  const { wanted, pieces = 2000 } = options;
  requireWholeNumber("pieces", pieces, 1);
  const problem: NearestProblem = {
    ...{ model, x: raw.values, groups, changes, pieces },
    bounds: boundsOf(model, wanted),
    holds: (values) => outcomeHolds(model, wanted, values),
  };
  const sum = gatedSumOf(network.inner);
  if (problem.holds(raw.values)) {
    const method = sum ? "pieces" : "predictions";
    return { row: raw.values.slice(), distance: 0, atLeast: 0, isNearest: true, method };
  }
  const found = yield* sum ? searchPieces(problem, sum) : searchByPredictions(problem);
  if (!found.row) return found;
  const rounded = withFewDigits(problem, found.row);
  return { ...found, row: rounded, distance: distanceOf(problem, rounded) };
}

const usualChange = (width: number): GroupChange => ({ kind: width === 1 ? "number" : "fixed" });

function requireChanges(changes: readonly GroupChange[], widths: readonly number[]): readonly GroupChange[] {
  const wrong = widths.findIndex((width, group) => {
    const change = changes[group];
    if (change?.kind === "choice") return change.choices.some((choice) => choice.length !== width);
    return change === undefined;
  });
  if (changes.length === widths.length && wrong < 0) return changes;
  throw new InputError({
    code: "shape-mismatch",
    argument: "changes",
    got: wrong < 0 ? `${changes.length} entries` : `one that does not fit group ${wrong}, of ${widths[wrong]} columns`,
    expected: `one a group, ${widths.length} in all`,
  });
}

function outcomeHolds({ network, labels }: AnyModel, wanted: WantedOutcome, row: Float64Array): boolean {
  const predicted = network.predict(matrix(1, row.length, row));
  if ("label" in wanted) return decodeOutputs(predicted, labels ?? [], network.outputCount)[0] === wanted.label;
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY, output = 0 } = wanted;
  return predicted[output] >= atLeast && predicted[output] <= atMost;
}
