import { InputError, type OptionNames, rejectUnknownOptions } from "../errors.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { namedLoss } from "../losses/named.js";
import { readTrainingTable } from "../models/program-of-model.js";
import type { AnyModel } from "../models/trained-model.js";
import { mapColumns } from "../networks/affine-map.js";
import { requireColumns } from "../networks/required-columns.js";
import type { Label } from "../reductions/class-labels.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import { runToEnd } from "../solvers/drive.js";
import type { CancelSignal } from "../solvers/solver.js";
import { RangeMemory } from "./one-end.js";
import { gatesAt, type RangeProblem, rangeProblem, rangeRow, unsuited } from "./range-problem.js";
import { type RangedRow, rangesOfRow } from "./row-ranges.js";

/** What `predictionRange` takes. */
export interface PredictionRangeOptions {
  /** ε: how much worse than the model's a training objective may be; default 0.01. */
  readonly within?: number;
  /** How far the two sides of an end may lie apart, relative to the distance between the model and the end; default 1e-4. */
  readonly tolerance?: number;
  readonly signal?: CancelSignal;
  /** Called after each row with how many are done. */
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
  const { within = 0.01, tolerance = 1e-4, signal, onProgress } = options;
  requireInside("within", within, 1e-8, 1e3);
  requireInside("tolerance", tolerance, 1e-8, 1);
  const raw = toMatrix(rows, "rows");
  requireColumns(raw, model.network.inputCount);
  const problem = problemOf(model, inputs, targets, within);
  return runToEnd(rangesInSteps(model as RangedModel, problem, raw, { within, tolerance, onProgress }), signal);
}

interface Asked {
  readonly within: number;
  readonly tolerance: number;
  readonly onProgress: PredictionRangeOptions["onProgress"];
}

/** Row by row. @param rows m×d raw rows */
function* rangesInSteps(
  model: RangedModel,
  problem: RangeProblem,
  rows: Matrix,
  { within, tolerance, onProgress }: Asked,
): Generator<undefined, PredictionRange> {
  const mapped = mapColumns(model.reduction.columns, rows);
  const arrangement = gatesAt(model, mapped);
  const memory = new RangeMemory(problem);
  const found: RangedRow[] = [];
  try {
    for (let j = 0; j < rows.rows; j++) {
      found.push(yield* rangesOfRow(model, problem, rangeRow(mapped, arrangement, j), { tolerance, memory }));
      onProgress?.(j + 1);
    }
  } finally {
    problem.program.operator.dispose();
  }
  return resultOf(model, problem, within, found);
}

type RangedModel = Extract<AnyModel, { kind: "gated" }>;

function problemOf(model: AnyModel, inputs: MatrixLike, targets: RawTargets, within: number): RangeProblem {
  if (model.model === "average") throw unsuited("an average of models");
  if (model.kind !== "gated") throw unsuited(model.kind === "kernel" ? "a kernel model" : "a network of plain neurons");
  const loss = namedLoss(model.loss, model.lossParameters);
  if (!loss) throw unsuited(`the loss "${model.loss}"`);
  return rangeProblem(model, readTrainingTable(model, inputs, targets, loss), loss, within);
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
