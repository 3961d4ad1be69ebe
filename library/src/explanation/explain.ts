import { type OptionNames, rejectUnknownOptions, requirePositive } from "../errors.js";
import { completed, whileTimeLasts } from "../linear-algebra/completed.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import type { AnyModel } from "../models/trained-model.js";
import { requireColumns } from "../networks/required-columns.js";
import { elapsedSince, now } from "../solvers/clock.js";
import { runToEnd } from "../solvers/drive.js";
import type { CancelSignal } from "../solvers/solver.js";
import { type LocalFormula, localFormula, oneRow } from "./local-formula.js";
import { type NearestChangeOptions, nearestChangeInSteps } from "./nearest/nearest-change.js";
import type { NearestChange } from "./nearest/nearest-problem.js";
import { type ShapleyOptions, type ShapleyValues, shapleyInSteps, shapleyWay, type Way } from "./shapley-values.js";

/** Why a model says of a row what it says. */
export interface Explanation {
  /** K: what `network.predict` gives; of classes their scores. */
  readonly prediction: Float64Array;
  /** What the network computes at the row, exactly; null for models with a kernel, which have no pieces. */
  readonly formula: LocalFormula | null;
  /** What each column adds to the mean over the background; null where there is no background. */
  readonly shapley: ShapleyValues | null;
}

/** An explanation with the nearest row that has a wanted outcome. */
export interface RowExplanation extends Explanation {
  /** Absent where none was asked for. */
  readonly nearest?: NearestChange;
}

/** What `explainRows` takes. */
export interface ExplainRowsOptions {
  readonly shapley?: ShapleyOptions;
  /** What is wanted of each row (1×d raw); nothing when absent. */
  readonly nearest?: (row: Matrix) => NearestChangeOptions;
  /** Seconds; the rows that are not explained by then are left out. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
  /** Called after each row with how many are done. */
  readonly onProgress?: (done: number) => void;
}

const known: OptionNames<ExplainRowsOptions> = {
  shapley: true,
  nearest: "function",
  timeLimit: "number",
  signal: "signal",
  onProgress: "function",
};

/**
 * Explains rows, one after the other: what does not depend on the row is done once.
 * @param options of the Shapley values; without a background, here and in the model, there are none
 * @returns a function of one raw row, 1×d
 * @throws InputError as `shapleyExplainer`; and from the function, for a row of another width
 */
export function explainer(model: AnyModel, options: ShapleyOptions = {}): (row: MatrixLike) => Explanation {
  const way = explanationWay(model, options);
  return (row) => completed(explanationInSteps(way, oneRow(row, model.network.inputCount)));
}

/**
 * Explains one row (`explainer` for several).
 * @param row one raw row, 1×d
 * @returns the prediction, its exact formula, and the Shapley values where there is a background
 * @throws InputError as `explainer`
 */
export function explain(model: AnyModel, row: MatrixLike, options: ShapleyOptions = {}): Explanation {
  return explainer(model, options)(row);
}

/**
 * Explains many rows, gives other events their turn meanwhile, and ends early where it is told to or where time is over.
 * @param rows m×d raw rows
 * @returns one explanation a row, in their order; fewer than m where time was over
 * @throws InputError as `explainer` and `nearestChange`; `signal.reason` when aborted
 */
export async function explainRows(
  model: AnyModel,
  rows: MatrixLike,
  options: ExplainRowsOptions = {},
): Promise<RowExplanation[]> {
  rejectUnknownOptions(options, known, "explainRows");
  const { timeLimit, signal } = options;
  if (timeLimit !== undefined) requirePositive("timeLimit", timeLimit, "number of seconds");
  const begin = now();
  const isOver = () => timeLimit !== undefined && elapsedSince(begin) > timeLimit;
  const raw = toMatrix(rows, "rows");
  requireColumns(raw, model.network.inputCount);
  return runToEnd(explanationsInSteps(model, raw, options, isOver), signal);
}

function* explanationsInSteps(
  model: AnyModel,
  { rows, columns, values }: Matrix,
  { shapley, nearest, onProgress }: ExplainRowsOptions,
  isOver: () => boolean,
): Generator<undefined, RowExplanation[]> {
  const way = explanationWay(model, shapley ?? {});
  const found: RowExplanation[] = [];
  while (found.length < rows) {
    const row = matrix(1, columns, values.slice(found.length * columns, (found.length + 1) * columns));
    const explained = yield* whileTimeLasts(withNearest(way, row, nearest), isOver);
    if (!explained) break;
    found.push(explained);
    onProgress?.(found.length);
    yield undefined;
  }
  return found;
}

/** What the explanations of every row have in common; without `shapley` there are no Shapley values. */
interface ExplanationWay {
  readonly model: AnyModel;
  readonly shapley: Way | undefined;
}

function explanationWay(model: AnyModel, options: ShapleyOptions): ExplanationWay {
  const hasBackground = options.background !== undefined || model.background !== undefined;
  const isAsked = hasBackground || options.of === "probability";
  return { model, shapley: isAsked ? shapleyWay(model, options) : undefined };
}

function* explanationInSteps({ model, shapley }: ExplanationWay, raw: Matrix): Generator<undefined, Explanation> {
  const { network } = model;
  const prediction = network.predict(raw);
  const formula = localFormula(network, raw) ?? null;
  return { prediction, formula, shapley: shapley ? yield* shapleyInSteps(shapley, raw, prediction) : null };
}

function* withNearest(
  way: ExplanationWay,
  row: Matrix,
  nearest: ExplainRowsOptions["nearest"],
): Generator<undefined, RowExplanation> {
  const explanation = yield* explanationInSteps(way, row);
  if (!nearest) return explanation;
  return { ...explanation, nearest: yield* nearestChangeInSteps(way.model, row, nearest(row)) };
}
