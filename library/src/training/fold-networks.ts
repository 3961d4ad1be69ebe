import type { Budget } from "../fitting/budget.js";
import { onAllRows } from "../fitting/follow-path.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { onRows, type TableSettings } from "../fitting/settings.js";
import type { FoldNetwork, GatedNetwork } from "../models/inner-network.js";
import { fewestRows, type Intervals } from "../models/intervals/intervals.js";
import { heldOutScores } from "../models/intervals/row-scores.js";
import type { Network } from "../models/raw-network.js";
import type { IntervalSettings } from "../options/interval-options.js";
import type { GateSettings } from "../options/settings.js";
import { type Fold, makeFolds } from "../penalty-choice/folds.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";
import { totalWeight } from "../scoring/mean.js";

/**
 * The networks μ_k of prediction intervals (`models/intervals/intervals.ts`). Where rows are many, one network is trained without a quarter of them.
 * Where they are few, a quarter would say little of large errors: the rows are dealt to K folds. A gated program is stated and solved anew without
 * each, with gates, units and constant of its own. No solve begins at a solution that has seen the fold. Only λ was chosen on all rows, where it was
 * chosen by comparison. Does not do: plain neurons; the folds of model "relu" are gated networks on the same kind of gates. What averages are without
 * a fold is in `selection/families`.
 */

/** The share of the rows that the one network is trained without, as 1 in so many. */
const splitParts = 4;
/** Rows in that part at least: with a hundred the coverage of one table is within 0.03 of the level in two tables of three. */
const fewestHeldOut = 100;
/** And so many times the fewest rows whose interval ends at all. */
const fewestPerTail = 5;
/** K where there are fewer. */
const usualFolds = 5;
/** Of the tolerance of the path: the intervals hold for whatever networks the folds have, and these predict no worse. */
const looser = 10;
/** The share of the time limit within which they must end. */
const shareOfTime = 0.97;

/** Prediction intervals as they were asked for, or why there are none. */
export interface FoldIntervals {
  readonly intervals?: Intervals;
  readonly notes: readonly string[];
}

/** The rows that a network is trained on, and which of how many folds these leave out. */
export interface FoldPlace {
  readonly train: Int32Array;
  readonly fold: number;
  readonly folds: number;
}

/** Gated networks without the folds, at the chosen λ. @throws `signal.reason` when aborted */
export function gatedIntervals(
  settings: GateSettings & { readonly intervals: IntervalSettings },
  penalty: Pick<ChosenPenalty, "lambdaFraction">,
  budget: Budget,
): Promise<FoldIntervals> {
  return foldIntervals(settings, (place) => gatedWithoutFold(settings, penalty, place, budget), budget);
}

/** Trains a network without each of the folds. @throws `signal.reason` when aborted */
export async function foldIntervals(
  { inputs, targets, labels, seed, intervals }: TableSettings & { readonly intervals: IntervalSettings },
  networkWithout: (place: FoldPlace) => Promise<Network<FoldNetwork>>,
  budget: Budget,
): Promise<FoldIntervals> {
  const { level, weights } = intervals;
  const folds = foldsFor(inputs.rows, intervals, seed ^ 0x43562b);
  const foldOf = new Int32Array(inputs.rows).fill(folds.length);
  const networks: Network<FoldNetwork>[] = [];
  for (const [fold, { train, heldOut }] of folds.entries()) {
    if (budget.spent(shareOfTime)) {
      return { notes: ["The time limit left no room for prediction intervals: the model has none."] };
    }
    networks.push(await networkWithout({ train, fold, folds: folds.length }));
    for (const row of heldOut) foldOf[row] = fold;
  }
  const scores = heldOutScores({ foldOf, networks }, { inputs, targets }, labels);
  return {
    intervals: { level, foldOf, scores, ...(weights ? { weights } : {}), networks },
    notes: notesOf(inputs.rows),
  };
}

/**
 * The rows that each network is trained without. Not dealt by class: the theorems want folds that do not depend on the targets. Nor are they those by
 * which λ was compared.
 */
function foldsFor(rows: number, { level }: IntervalSettings, seed: number): Fold[] {
  const isMany = Math.floor(rows / splitParts) >= Math.max(fewestHeldOut, fewestPerTail * fewestRows(level));
  return isMany ? makeFolds(rows, splitParts, seed).slice(0, 1) : makeFolds(rows, Math.min(usualFolds, rows), seed);
}

const notesOf = (rows: number): string[] =>
  rows < 50 ? ["Prediction intervals of fewer than 50 rows have hardly any guarantee in finite samples."] : [];

/** The gated network of all rows but those of a fold. */
export async function gatedWithoutFold(
  settings: GateSettings,
  penalty: Pick<ChosenPenalty, "lambdaFraction">,
  { train, fold, folds }: FoldPlace,
  budget: Budget,
): Promise<Network<GatedNetwork>> {
  const own = onRows(settings, train);
  const problem = await reduceProblem(own, budget);
  try {
    const lambda = penaltyFor(problem, penalty, own, settings);
    const place = onAllRows("refit", lambda / problem.lambdaMax, [1, 1]);
    const stage = { ...place, stage: "intervals" as const, fold: fold + 1, folds };
    const limits = budget.limits({ tolerance: looser * settings.pathTolerance, share: shareOfTime }, stage);
    const { point } = await problem.solve(lambda, limits);
    return problem.networkAt(point);
  } finally {
    problem.dispose();
  }
}

/** λ: the same share of the fold's own λ_max. A λ that was given as a number keeps its size beside the sum over the rows. */
function penaltyFor(
  { lambdaMax }: ReducedProblem,
  { lambdaFraction }: Pick<ChosenPenalty, "lambdaFraction">,
  own: GateSettings,
  { penalty: asked, inputs, sampleWeights }: GateSettings,
): number {
  if (asked.kind !== "lambda") return lambdaFraction * lambdaMax;
  const share = totalWeight(own.inputs.rows, own.sampleWeights) / totalWeight(inputs.rows, sampleWeights);
  return share * asked.lambda;
}
