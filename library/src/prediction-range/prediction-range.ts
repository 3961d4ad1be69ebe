import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import { type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import type { AnyModel } from "../models/trained-model.js";
import { requireColumns } from "../networks/required-columns.js";
import { usefulTasks } from "../numerics/threads/tasks.js";
import type { Label } from "../reductions/class-labels.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import type { CancelSignal } from "../solvers/solver.js";
import { type RangeProblem, unsuited } from "./range-problem.js";
import { type RangedModel, rangedParts } from "./ranged-model.js";
import { RowLots } from "./row-lots.js";
import type { RangedRow } from "./row-ranges.js";
import { rangesOfLots } from "./shared-lots.js";

/** What `predictionRange` takes. */
export interface PredictionRangeOptions {
  /** ε: how much worse than the model's a training objective may be; default 0.01. */
  readonly within?: number;
  /** How far the two sides of an end may lie apart, relative to the distance between the model and the end; default 1e-4. */
  readonly tolerance?: number;
  readonly signal?: CancelSignal;
  /**
   * Among how many threads rows are shared, the caller's own included, five at a time; default: one for every core on Node's main thread, 1 in
   * threads of yours and in pages. The ranges have the same bits with any number.
   */
  readonly threads?: number;
  /** Called with how many rows are done. */
  readonly onProgress?: (done: number) => void;
}

/** The ranges of rows over all models that are about as good. */
export interface PredictionRange {
  /** ε */
  readonly within: number;
  /** The model's training objective, in the units of its program, rounded up. */
  readonly objective: number;
  /** C = (1 + ε) · objective: no model up to it gives an output outside of the bounds. */
  readonly limit: number;
  /** Never below the relative distance of the model's objective to the optimum. */
  readonly relativeGap: number;
  readonly rows: readonly RangedRow[];
  /** Share of the rows whose class some model of the set turns; null for a regression. */
  readonly turning: TurningShare | null;
}

/** Of the rows: a model that turns the class was found; none exists, which is proved; neither. They sum to 1 (all 0 without rows). */
export interface TurningShare {
  readonly turns: number;
  readonly cannot: number;
  readonly open: number;
}

const known: OptionNames<PredictionRangeOptions> = {
  within: "number",
  tolerance: "number",
  threads: "number",
  signal: "signal",
  onProgress: "function",
};

/**
 * For every new row the least and the greatest output over all models on the same gates whose training objective is at most (1 + ε) times that
 * of this model, and so over all within (1 + ε) of the optimum (one-end.ts has the method). Each end is known from both sides: `bound` is
 * proved, with every rounding counted, up to the map of columns to the network's own; `attained` is the output of a model of the set, to
 * rounding. The standardisation, the calibration and λ are the model's own; other gates, other λ and other rows of training are not asked.
 * @param inputs the rows of training (n×d raw columns), in their order
 * @param targets as `train` took them
 * @param rows m×d new raw rows
 * @returns the ranges in the units of `network.predict`
 * @throws InputError for models other than gated networks (plain, generated, kernel, average, mkl, q above 1, convolutional), losses with
 * corners, a table that is not that of training; `signal.reason` when aborted
 */
export async function predictionRange(
  model: AnyModel,
  inputs: MatrixLike,
  targets: RawTargets,
  rows: MatrixLike,
  options: PredictionRangeOptions = {},
): Promise<PredictionRange> {
  rejectUnknownOptions(options, known, "predictionRange");
  const { within = 0.01, tolerance = 1e-4, threads = usefulTasks(), signal, onProgress } = options;
  requireInside("within", within, 1e-8, 1e3);
  requireInside("tolerance", tolerance, 1e-8, 1);
  requireInside("threads", threads, 1, 1024);
  const raw = toMatrix(rows, "rows");
  requireColumns(raw, model.network.inputCount);
  const question = { model: rangedModel(model), inputs, targets, rows: raw, within, tolerance };
  const lots = new RowLots(question);
  try {
    const found = await rangesOfLots(lots, question, { threads, signal, onProgress });
    return resultOf(model, lots.problem, within, found);
  } finally {
    lots.dispose();
  }
}

function rangedModel(model: AnyModel): RangedModel {
  if (model.model === "average") throw unsuited("an average of models");
  if (model.kind !== "gated") throw unsuited(model.kind === "kernel" ? "a kernel model" : "a network of plain neurons");
  return Object.fromEntries(rangedParts.map((name) => [name, model[name]])) as unknown as RangedModel;
}

function resultOf(
  { labels }: { readonly labels: readonly Label[] | null },
  { objective, limit, optimumAbove }: RangeProblem,
  within: number,
  rows: readonly RangedRow[],
): PredictionRange {
  const share = (turn: string) =>
    rows.length === 0 ? 0 : rows.filter((row) => row.turn === turn).length / rows.length;
  return {
    ...{ within, objective, limit, rows },
    relativeGap: objective > 0 ? (objective - optimumAbove) / objective : 0,
    turning: labels ? { turns: share("turns"), cannot: share("cannot"), open: share("open") } : null,
  };
}

function requireInside(argument: string, value: number, low: number, high: number): void {
  if (value >= low && value <= high) return;
  throw new InputError({
    code: "out-of-range",
    argument,
    got: value,
    expected: `a number from ${low} to ${high}`,
  });
}
