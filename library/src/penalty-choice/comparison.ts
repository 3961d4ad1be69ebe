import { type AffordableGates, affordableGates } from "../fitting/affordable-gates.js";
import type { Budget } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import type { ProblemSettings } from "../fitting/settings.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { Calibration, ComparisonWay, CrossValidation } from "../models/model-facts.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { calibrationInSteps } from "../scoring/calibration.js";
import { classIndicesOf } from "./class-indices.js";
import { comparePath, type ScoreAt } from "./compare-path.js";
import { extremesAmong, metricOf } from "./held-out-score.js";
import { chosenPoint, crossValidationOf, leastCost, type ScoredPoint } from "./path-scores.js";
import type { ComparedFractions } from "./penalty.js";

/** A program over gates, and how exactly its path is followed. */
export interface ComparisonSettings extends ProblemSettings {
  /** Relative duality gap of the path. */
  readonly pathTolerance: number;
}

/** All rows as a program, and what a comparison of λ found. */
export interface Comparison {
  readonly problem: ReducedProblem;
  /** Of λ_max of all rows; undefined where the time did not allow a single λ. */
  readonly lambdaFraction: number | undefined;
  /** The solution at that λ on all rows, where the comparison has it. */
  readonly start: SparseBlocks | undefined;
  /** A solution of a part of the rows, for where the time limit leaves no better one. */
  readonly fallback?: SparseBlocks;
  readonly crossValidation: CrossValidation | null;
  /** From the held-out outputs at the chosen λ; classes only. */
  readonly calibration: Calibration | undefined;
  readonly notes: readonly string[];
  /** Whether the time limit cut it short. */
  readonly cut: boolean;
}

/** What a way of comparing brings: where its scores come from, and how it is named. */
export interface ComparisonBy {
  readonly way: ComparisonWay;
  readonly folds: number;
  /** Targets of the rows that it holds out, in the order of `heldOutOutputs`. */
  readonly heldOutTargets: Matrix;
  readonly scoreAt: ScoreAt;
  /** What these rows count for; all alike when absent. */
  readonly heldOutWeights?: Float64Array | undefined;
  /** Of the time limit; default `shareOfTime`. */
  readonly share?: number;
  /** Costs that differ by no more of their standard errors are level (`chosenPoint`); default 0. */
  readonly level?: number;
}

/** Follows the path and sums it up; the rest of a `Comparison` is the way's own. */
export async function concludedComparison(
  penalty: ComparedFractions,
  settings: ComparisonSettings,
  by: ComparisonBy,
  budget: Budget,
): Promise<Pick<Comparison, "crossValidation" | "calibration" | "notes" | "cut">> {
  const compared = await comparePath(penalty, by.scoreAt, budget, by.share);
  const { points, cut } = compared;
  const cutNotes = cut ? [cutNote(points.length)] : [];
  if (points.length === 0) return { crossValidation: null, calibration: undefined, notes: cutNotes, cut };
  const chosen = chosenPoint(points, by.level);
  const notes = [...cutNotes, ...choiceNotes(points, chosen, settings)];
  const crossValidation = crossValidationOf(
    points,
    { metric: metricOf(settings), folds: by.folds, way: by.way },
    chosen,
  );
  const calibration = await calibrate(chosen, by, settings, budget);
  return { crossValidation, calibration, notes, cut };
}

/** Probabilities are fitted where they were not trained: on the held-out outputs of the chosen λ. */
async function calibrate(
  { heldOutOutputs: outputs }: ScoredPoint,
  { heldOutTargets: targets, heldOutWeights: weights }: ComparisonBy,
  { labels }: ProblemSettings,
  budget: Budget,
): Promise<Calibration | undefined> {
  if (!labels) return undefined;
  const classes = classIndicesOf(targets, labels);
  return budget.run(calibrationInSteps({ outputs, classes, weights }, targets.columns, labels.length));
}

/** Where another λ than that of the best score was chosen, and why. */
function choiceNotes(points: readonly ScoredPoint[], chosen: ScoredPoint, { labels }: ProblemSettings): string[] {
  const best = leastCost(points);
  if (chosen !== best && chosen.lambdaFraction >= 1) {
    return [
      `No network was better than none by more than the standard error of the difference (the best one at ${best.lambdaFraction} of the largest λ), so that the model has no weights.`,
    ];
  }
  const count = extremesAmong(chosen.costs.length, chosen.weights);
  if (labels || count === 0) return [];
  const { lambdaFraction, mean } = points.reduce((least, point) => (point.mean < least.mean ? point : least));
  if (mean >= best.mean) return [];
  const rows = count === 1 ? "the largest error" : `the ${count} largest errors`;
  return [
    `λ was compared with ${rows} lowered to the next; with them as they are ${lambdaFraction} of its largest value was best.`,
  ];
}

/** What the time limit cut, after so many values of λ. */
export function cutNote(count: number): string {
  if (count === 0) return "The time limit left no room for comparing values of λ.";
  const tried = count === 1 ? "one value" : `${count} values`;
  return `The time limit ended the comparison after ${tried} of λ.`;
}

/** All rows stated, for a way that needs them last; over fewer gates where the time limit leaves no time for all. */
export async function stateAllRows(asked: ProblemSettings, budget: Budget): Promise<ReducedProblem> {
  await budget.breathe();
  return stateAffordable(affordableGates(asked, budget), budget);
}

/** All rows stated over the gates that are affordable. */
export async function stateAffordable({ settings, notes }: AffordableGates, budget: Budget): Promise<ReducedProblem> {
  return { ...(await reduceProblem(settings, budget)), notes };
}
