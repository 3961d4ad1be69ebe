import type { Budget, Stage } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { onRows, type ProblemSettings } from "../fitting/settings.js";
import type { Calibration, CrossValidation } from "../models/model-facts.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { fitCalibration } from "../scoring/calibration.js";
import { classIndicesOf, type FoldScore, metricOf, scoreFold } from "./fold-score.js";
import { classKeys, makeFolds } from "./folds.js";
import { usualFractions } from "./fractions.js";
import { crossValidationOf, leastCost, type ScoredPoint, scoredPoint, turned } from "./path-scores.js";
import type { FoldsPenalty } from "./penalty.js";

/** A program over gates, and how exactly its path is followed. */
export interface FoldsSettings extends ProblemSettings {
  /** Relative duality gap of the path. */
  readonly pathTolerance: number;
}

/** What cross-validation found; null where the time did not allow a single λ on all folds. */
export interface Comparison {
  readonly crossValidation: CrossValidation | null;
  readonly notes: readonly string[];
  /** Whether the time limit cut it short. */
  readonly cut: boolean;
  /** From the held-out outputs at the chosen λ; classes only. */
  readonly calibration: Calibration | undefined;
}

/** The share of the time limit that cross-validation may use. */
const shareOfTime = 0.7;

/** The rows of training of one fold as a program, and the rows it does not see. */
interface FoldState {
  readonly problem: ReducedProblem;
  readonly heldOut: Int32Array;
  readonly heldOutRows: ProblemSettings;
  /** The solution at the λ before. */
  start: SparseBlocks | undefined;
}

/**
 * k-fold cross-validation of λ along a warm-started path: every fold has its own reduction, masks of the same gates, and λ_max. The path
 * ends early when the cost has clearly turned, unless every fraction is to be tried. Scores: `fold-score.ts`.
 */
export async function crossValidate(
  penalty: FoldsPenalty,
  settings: FoldsSettings,
  budget: Budget,
): Promise<Comparison> {
  const folds: FoldState[] = [];
  try {
    for (const { train, heldOut } of foldsOf(settings, penalty.folds)) {
      await budget.breathe();
      const problem = reduceProblem(onRows(settings, train));
      folds.push({ problem, heldOut, heldOutRows: onRows(settings, heldOut), start: undefined });
    }
    return concluded(await alongPath(penalty, settings, folds, budget), penalty, settings);
  } finally {
    for (const { problem } of folds) problem.dispose();
  }
}

function foldsOf({ inputs, targets, task, seed }: ProblemSettings, folds: number) {
  return makeFolds(inputs.rows, folds, seed, task === "classification" ? classKeys(targets) : undefined);
}

/** The λ that were tried, and whether the time ended before the path did. */
interface FollowedPath {
  readonly points: readonly ScoredPoint[];
  readonly cut: boolean;
}

async function alongPath(
  { fractions, exhaustive }: FoldsPenalty,
  settings: FoldsSettings,
  folds: readonly FoldState[],
  budget: Budget,
): Promise<FollowedPath> {
  const points: ScoredPoint[] = [];
  for (const [position, lambdaFraction] of fractions.entries()) {
    const usual = !exhaustive && position < usualFractions.length;
    const pathPoints = usual ? usualFractions.length : fractions.length;
    const place = { stage: "cross-validation", pathPoint: position + 1, pathPoints, lambdaFraction } as const;
    const point = await scoreOnFolds(place, settings, folds, budget);
    if (!point) return { points, cut: true };
    points.push(point);
    if (!exhaustive && turned(points)) break;
  }
  return { points, cut: false };
}

/** One λ on every fold; undefined when the time is spent before the last. */
async function scoreOnFolds(
  place: Omit<Stage, "fold" | "folds">,
  settings: FoldsSettings,
  folds: readonly FoldState[],
  budget: Budget,
): Promise<ScoredPoint | undefined> {
  const scores: FoldScore[] = [];
  const heldOutOutputs = new Float64Array(settings.targets.values.length);
  for (const [index, fold] of folds.entries()) {
    if (budget.spent(shareOfTime)) return undefined;
    const stage = { ...place, fold: index + 1, folds: folds.length };
    const limits = budget.limits({ tolerance: settings.pathTolerance, share: shareOfTime }, stage);
    const outputs = await outputsOfFold(fold, place.lambdaFraction, limits);
    scores.push(scoreFold(outputs, fold.heldOutRows.targets, settings));
    placeRows(heldOutOutputs, fold.heldOut, outputs);
  }
  return scoredPoint(place.lambdaFraction, scores, heldOutOutputs);
}

/** Raw outputs on the held-out rows at one λ, begun at the solution of the λ before. */
async function outputsOfFold(fold: FoldState, lambdaFraction: number, limits: ReturnType<Budget["limits"]>) {
  const { problem, heldOutRows, start } = fold;
  const { point } = await problem.solve(lambdaFraction * problem.lambdaMax, { ...limits, start });
  fold.start = point;
  return problem.outputsOn(heldOutRows.inputs, point);
}

/** Puts the outputs of some rows where they belong among the outputs of all. */
function placeRows(all: Float64Array, rows: Int32Array, outputs: Float64Array): void {
  const count = outputs.length / rows.length;
  rows.forEach((row, k) => {
    all.set(outputs.subarray(k * count, (k + 1) * count), row * count);
  });
}

function concluded({ points, cut }: FollowedPath, penalty: FoldsPenalty, settings: FoldsSettings): Comparison {
  const notes = cut ? [cutNote(points, penalty.fractions)] : [];
  if (points.length === 0) return { crossValidation: null, notes, cut, calibration: undefined };
  const crossValidation = crossValidationOf(points, { metric: metricOf(settings), folds: penalty.folds });
  return { crossValidation, notes, cut, calibration: calibrate(leastCost(points), settings) };
}

/** Probabilities are fitted where they were not trained: on the held-out outputs of the chosen λ. */
function calibrate({ heldOutOutputs }: ScoredPoint, { labels, targets }: ProblemSettings): Calibration | undefined {
  if (!labels) return undefined;
  return fitCalibration(heldOutOutputs, targets.columns, classIndicesOf(targets, labels), labels.length);
}

function cutNote(points: readonly ScoredPoint[], fractions: readonly number[]): string {
  if (points.length === 0) return "The time limit left no room for cross-validation.";
  return `The time limit ended cross-validation after ${points.length} of ${fractions.length} values of λ; the best of those was chosen.`;
}
