import type { Budget } from "../fitting/budget.js";
import { predictionsOnRows, type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { type Matrix, selectRows } from "../linear-algebra/matrix.js";
import type { Calibration, CrossValidation, CrossValidationPoint } from "../models/trained-model.js";
import { defaultFractions } from "../options/penalty-options.js";
import type { Settings } from "../options/settings.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { meanOf } from "../scoring/metrics.js";
import { fitCalibration } from "../scoring/probabilities.js";
import { classIndicesOf, type FoldScore, metricOf, scoreFold } from "./fold-score.js";
import { classKeys, type Fold, makeFolds } from "./folds.js";

/** What cross-validation found; undefined where the time did not allow a single λ on all folds. */
export interface Choice {
  readonly crossValidation: CrossValidation | undefined;
  readonly notes: string[];
  /** Whether the time limit cut it short. */
  readonly cut: boolean;
  /** From the held-out outputs at the chosen λ; classes only. */
  readonly calibration?: Calibration;
}

/** The share of the time limit that cross-validation may use. */
const shareOfTime = 0.7;

interface FoldState {
  readonly problem: ReducedProblem;
  readonly heldOutInputs: Matrix;
  readonly heldOutTargets: Matrix;
  readonly heldOut: Int32Array;
  start: SparseBlocks | undefined;
}

interface ScoredPoint extends CrossValidationPoint {
  /** What is made least (`fold-score.ts`), as the mean over the folds and by fold. */
  readonly cost: number;
  readonly costs: readonly number[];
  /** Outputs on held-out rows, n×K, every row by the fold that did not see it. */
  readonly heldOutOutputs: Float64Array;
}

/**
 * k-fold cross-validation of λ along a warm-started path: every fold has its own reduction, masks of the same gates, and λ_max. The path
 * ends early when the cost has clearly turned, unless the caller gave the fractions. Scores: `fold-score.ts`.
 */
export async function crossValidate(settings: Settings, budget: Budget): Promise<Choice> {
  const folds: FoldState[] = [];
  try {
    for (const fold of foldsOf(settings)) {
      await budget.breathe();
      folds.push(foldState(fold, settings));
    }
    return await alongPath(settings, folds, budget);
  } finally {
    for (const { problem } of folds) problem.at(1).operator.dispose();
  }
}

async function alongPath(settings: Settings, folds: readonly FoldState[], budget: Budget): Promise<Choice> {
  const { fractions, options } = settings;
  const points: ScoredPoint[] = [];
  const notes: string[] = [];
  let cut = false;
  for (const [position, lambdaFraction] of fractions.entries()) {
    const usual = !settings.fractionsGiven && position < defaultFractions.length;
    const pathPoints = usual ? defaultFractions.length : fractions.length;
    const errors: FoldScore[] = [];
    const heldOutOutputs = new Float64Array(settings.targets.values.length);
    for (const [index, fold] of folds.entries()) {
      if (budget.spent(shareOfTime)) {
        cut = true;
        break;
      }
      const progress = { pathPoint: position + 1, pathPoints, fold: index + 1, folds: folds.length };
      const lambda = lambdaFraction * fold.problem.lambdaMax;
      const stage = { stage: "cross-validation", ...progress, lambdaFraction } as const;
      const { point } = await budget.solve(
        fold.problem.at(lambda),
        options.pathTolerance,
        shareOfTime,
        stage,
        fold.start,
      );
      fold.start = point;
      const outputs = predictionsOnRows(fold.problem, point, fold.heldOutInputs);
      errors.push(scoreFold(outputs, fold.heldOutTargets, settings));
      const count = settings.targets.columns;
      fold.heldOut.forEach((row, k) => {
        heldOutOutputs.set(outputs.subarray(k * count, (k + 1) * count), row * count);
      });
    }
    if (cut) break;
    points.push(summarise(lambdaFraction, errors, heldOutOutputs));
    if (!settings.fractionsGiven && turned(points)) break;
  }
  if (cut) notes.push(cutNote(points, fractions));
  const calibration = points.length > 0 ? calibrate(leastCost(points), settings) : undefined;
  return { crossValidation: choose(points, settings), notes, cut, ...(calibration ? { calibration } : {}) };
}

/** Probabilities are fitted where they were not trained: on the held-out outputs of the chosen λ. */
function calibrate({ heldOutOutputs }: ScoredPoint, { labels, targets }: Settings): Calibration | undefined {
  if (!labels) return undefined;
  return fitCalibration(heldOutOutputs, targets.columns, classIndicesOf(targets, labels), labels.length);
}

function foldsOf({ inputs, targets, task, options }: Settings): Fold[] {
  const classes = task === "classification" ? classKeys(targets) : undefined;
  return makeFolds(inputs.rows, options.folds, options.seed, classes);
}

function foldState({ train, heldOut }: Fold, settings: Settings): FoldState {
  const { inputs, targets, sampleWeights } = settings;
  const weights = sampleWeights && Float64Array.from(train, (j) => sampleWeights[j]);
  return {
    problem: reduceProblem(selectRows(inputs, train), selectRows(targets, train), settings, weights),
    heldOut: Int32Array.from(heldOut),
    heldOutInputs: selectRows(inputs, heldOut),
    heldOutTargets: selectRows(targets, heldOut),
    start: undefined,
  };
}

function summarise(lambdaFraction: number, errors: readonly FoldScore[], heldOutOutputs: Float64Array): ScoredPoint {
  const metrics = errors.map(({ metric }) => metric);
  const mean = meanOf(metrics);
  const variance = metrics.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, metrics.length - 1);
  const costs = errors.map((error) => error.cost);
  const standardError = Math.sqrt(variance / metrics.length);
  return { lambdaFraction, mean, standardError, cost: meanOf(costs), costs, heldOutOutputs };
}

/** Whether smaller λ are not worth trying: the cost has clearly turned, or the usual fractions are done and the last is not the best. */
function turned(points: readonly ScoredPoint[]): boolean {
  const usualDone = points.length >= defaultFractions.length;
  return clearlyWorse(points) || (usualDone && leastCost(points) !== points[points.length - 1]);
}

/**
 * Two λ in a row worse than the best, both by more than one standard error of the difference. Folds differ from each other far more than
 * one fold does between two λ, so the differences are taken fold by fold.
 */
function clearlyWorse(points: readonly ScoredPoint[]): boolean {
  const best = leastCost(points);
  const since = points.slice(points.indexOf(best) + 1);
  return since.length >= 2 && since.slice(-2).every((point) => worseBeyondNoise(point, best));
}

function worseBeyondNoise(point: ScoredPoint, best: ScoredPoint): boolean {
  const differences = point.costs.map((cost, fold) => cost - best.costs[fold]);
  const mean = meanOf(differences);
  const variance =
    differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, differences.length - 1);
  return mean > Math.sqrt(variance / differences.length);
}

function leastCost(points: readonly ScoredPoint[]): ScoredPoint {
  return points.reduce((best, point) => (point.cost < best.cost ? point : best));
}

function choose(points: readonly ScoredPoint[], settings: Settings): CrossValidation | undefined {
  if (points.length === 0) return undefined;
  const { lambdaFraction, mean, standardError } = leastCost(points);
  const path = points.map((point) => ({
    lambdaFraction: point.lambdaFraction,
    mean: point.mean,
    standardError: point.standardError,
  }));
  return { metric: metricOf(settings), lambdaFraction, mean, standardError, folds: settings.options.folds, path };
}

function cutNote(points: readonly ScoredPoint[], fractions: readonly number[]): string {
  if (points.length === 0) return "The time limit left no room for cross-validation.";
  return `The time limit ended cross-validation after ${points.length} of ${fractions.length} values of λ; the best of those was chosen.`;
}
