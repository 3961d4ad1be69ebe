import type { Budget } from "../fitting/budget.js";
import type { ReducedRows } from "../fitting/reduced-rows.js";
import { type RidgeProblem, reduceRidge } from "../fitting/ridge-problem.js";
import type { TableSettings } from "../fitting/settings.js";
import { whileTimeLasts } from "../linear-algebra/completed.js";
import { unitOf } from "../linear-algebra/vectors.js";
import type { KernelName } from "../models/kernel-model.js";
import type { CrossValidationPoint } from "../models/model-facts.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import { countOf, meanOf, standardErrorOf } from "../scoring/mean.js";
import { classCost } from "../scoring/metrics.js";
import { shareOfTime } from "./compare-path.js";
import { cutNote } from "./comparison.js";
import { inUnits } from "./held-out-score.js";
import { crossValidationOf, leastCost } from "./path-scores.js";
import {
  type ChosenPenalty,
  type GivenPenalty,
  givenPenalty,
  type KernelPenalty,
  type LeaveOneOutPenalty,
} from "./penalty.js";

/** A table, its kernel, and how its λ is chosen. */
export interface RidgeSettings extends TableSettings {
  readonly model: KernelName;
  readonly penalty: KernelPenalty;
}

/** All rows as kernel ridge regression, and its λ. */
export interface PenalisedRidge {
  readonly problem: RidgeProblem;
  readonly penalty: ChosenPenalty;
}

const compared = "λ was chosen by the exact leave-one-out error; its fraction is of the trace of the kernel matrix.";
const uncompared = "The fraction of λ is of the trace of the kernel matrix.";

/** λ of kernel ridge regression: given, or that of the least exact leave-one-out error. @throws `signal.reason` when aborted */
export async function chooseRidgePenalty(settings: RidgeSettings, budget: Budget): Promise<PenalisedRidge> {
  const { penalty, model } = settings;
  const problem = await reduceRidge(settings, model, budget);
  if (penalty.kind !== "leave-one-out") {
    return { problem, penalty: { ...ofTrace(penalty, problem), notes: [uncompared] } };
  }
  return { problem, penalty: await byLeaveOneOut(penalty, problem, settings, budget) };
}

async function byLeaveOneOut(
  { fractions }: LeaveOneOutPenalty,
  problem: RidgeProblem,
  settings: RidgeSettings,
  budget: Budget,
): Promise<ChosenPenalty> {
  const { labels } = settings;
  const points: LeftOut[] = [];
  for (const fraction of middleFirst(fractions)) {
    if (points.length > 0 && budget.spent(shareOfTime)) break;
    const isOver = () => points.length > 0 && budget.spent(shareOfTime);
    const point = await budget.run(whileTimeLasts(scoreLeftOut(fraction, problem, settings), isOver));
    if (point) points.push(point);
  }
  points.sort((a, b) => b.lambdaFraction - a.lambdaFraction);
  const { lambdaFraction } = leastCost(points);
  const metric = labels ? "accuracy" : "rmse";
  const crossValidation = crossValidationOf(points, { metric, folds: problem.rows.inputs.rows });
  const cut = points.length < fractions.length;
  const notes = cut ? [compared, cutNote(points.length)] : [compared];
  return { ...ofTrace({ kind: "fraction", lambdaFraction }, problem), crossValidation, notes, cut };
}

/** The middle of a list, then the middles of its halves, and so on: however soon time runs out, what was tried is spread over all. */
function middleFirst<Entry>(list: readonly Entry[]): Entry[] {
  const out: Entry[] = [];
  const halves = [list];
  for (const part of halves) {
    if (part.length === 0) continue;
    const middle = part.length >> 1;
    out.push(part[middle]);
    halves.push(part.slice(0, middle), part.slice(middle + 1));
  }
  return out;
}

function ofTrace(penalty: GivenPenalty, { trace }: RidgeProblem): ChosenPenalty {
  const chosen = givenPenalty(penalty, trace);
  return { ...chosen, lambdaFraction: chosen.lambda / trace };
}

/** One λ with its leave-one-out score in the targets' own units; `cost` is what is made least. */
interface LeftOut extends CrossValidationPoint {
  readonly cost: number;
}

function* scoreLeftOut(
  lambdaFraction: number,
  { rows, ridge, trace }: RidgeProblem,
  { labels, sampleWeights: weights, occurrences }: RidgeSettings,
): Generator<undefined, LeftOut> {
  const { values, columns } = rows.targets;
  const scaled = yield* ridge.leaveOneOutResiduals(lambdaFraction * trace, occurrences);
  // The program's residuals are √c times those of the targets.
  const residuals = weights ? scaled.map((value, at) => value / Math.sqrt(weights[Math.floor(at / columns)])) : scaled;
  const squares = squaresOfRows(residuals, rows);
  const meanSquare = meanOf(squares, weights);
  if (!labels) {
    const unit = unitOf(rows.reduction.outputs.scale);
    return { lambdaFraction, ...rootOfMean(squares, meanSquare, unit, weights) };
  }
  const predicted = values.map((value, at) => value - residuals[at]);
  const share = shareOfHits(decodeOutputs(values, labels), decodeOutputs(predicted, labels), weights);
  const standardError = Math.sqrt((share * (1 - share)) / countOf(squares.length, weights));
  return { lambdaFraction, mean: share, standardError, cost: classCost(share, meanSquare) };
}

/** The mean square of each row over its outputs, in the targets' own units (of extreme ones in `unitOf` their scales). */
function squaresOfRows(residuals: Float64Array, { targets, reduction }: ReducedRows): Float64Array {
  const { scale } = reduction.outputs;
  const unit = unitOf(scale);
  const k = targets.columns;
  const squares = new Float64Array(targets.rows);
  for (let at = 0; at < residuals.length; at++) {
    squares[Math.floor(at / k)] += ((residuals[at] * scale[at % k]) / unit) ** 2 / k;
  }
  return squares;
}

/** The share of equal entries, each by its weight. */
function shareOfHits<Entry>(
  right: readonly Entry[],
  found: readonly Entry[],
  weights: Float64Array | undefined,
): number {
  return meanOf(
    right.map((entry, row) => Number(entry === found[row])),
    weights,
  );
}

/** √mean, with the standard error that the squares' own spread gives it. */
function rootOfMean(
  squares: Float64Array,
  meanSquare: number,
  unit: number,
  weights: Float64Array | undefined,
): Omit<LeftOut, "lambdaFraction"> {
  const error = Math.sqrt(meanSquare);
  const standardError = error > 0 ? standardErrorOf(squares, weights) / (2 * error) : 0;
  return { mean: inUnits(error, unit), standardError: inUnits(standardError, unit), cost: error };
}
