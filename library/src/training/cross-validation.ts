import { type Matrix, selectRows } from "../linear-algebra/matrix.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import type { CrossValidation, CrossValidationPoint } from "../reductions/trained-model.js";
import type { Budget } from "./budget.js";
import { classKeys, type Fold, makeFolds } from "./folds.js";
import { accuracy, meanOf, rmse } from "./metrics.js";
import { predictionsOnRows, type ReducedProblem, reduceProblem } from "./reduced-problem.js";
import { defaultFractions, type Settings } from "./settings.js";

/** What cross-validation found; undefined where the time did not allow a single λ on all folds. */
export interface Choice {
  readonly crossValidation: CrossValidation | undefined;
  readonly notes: string[];
  /** Whether the time limit cut it short. */
  readonly cut: boolean;
}

/** The share of the time limit that cross-validation may use. */
const shareOfTime = 0.7;

interface FoldState {
  readonly problem: ReducedProblem;
  readonly heldOutInputs: Matrix;
  readonly heldOutTargets: Matrix;
  start: SparseBlocks | undefined;
}

interface ScoredPoint extends CrossValidationPoint {
  /** What is made least: the metric, or for classes −(accuracy − 0.1 · squared error), which also orders equal accuracies. */
  readonly cost: number;
}

/**
 * k-fold cross-validation of λ along a warm-started path: every fold has its own reduction, masks of the same gates, and λ_max. The path
 * ends early when the cost has clearly turned, unless the caller gave the fractions. Regression by root mean squared error, classes by accuracy.
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
    const errors: { metric: number; cost: number }[] = [];
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
      errors.push(scoreFold(fold, point, settings));
    }
    if (cut) break;
    points.push(summarise(lambdaFraction, errors));
    if (!settings.fractionsGiven && turned(points)) break;
  }
  if (cut) notes.push(cutNote(points, fractions));
  return { crossValidation: choose(points, settings), notes, cut };
}

function foldsOf({ inputs, targets, task, options }: Settings): Fold[] {
  const classes = task === "classification" ? classKeys(targets) : undefined;
  return makeFolds(inputs.rows, options.folds, options.seed, classes);
}

function foldState({ train, heldOut }: Fold, settings: Settings): FoldState {
  const { inputs, targets } = settings;
  return {
    problem: reduceProblem(selectRows(inputs, train), selectRows(targets, train), settings),
    heldOutInputs: selectRows(inputs, heldOut),
    heldOutTargets: selectRows(targets, heldOut),
    start: undefined,
  };
}

function scoreFold(fold: FoldState, point: SparseBlocks, { labels }: Settings): { metric: number; cost: number } {
  const truth = fold.heldOutTargets.values;
  const outputs = predictionsOnRows(fold.problem, point, fold.heldOutInputs);
  const error = rmse(truth, outputs);
  if (!labels) return { metric: error, cost: error };
  const share = accuracy(decodeOutputs(truth, labels), decodeOutputs(outputs, labels));
  return { metric: share, cost: 0.1 * error * error - share };
}

function summarise(lambdaFraction: number, errors: readonly { metric: number; cost: number }[]): ScoredPoint {
  const metrics = errors.map(({ metric }) => metric);
  const mean = meanOf(metrics);
  const variance = metrics.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, metrics.length - 1);
  const cost = meanOf(errors.map((error) => error.cost));
  return { lambdaFraction, mean, standardError: Math.sqrt(variance / metrics.length), cost };
}

/** Whether smaller λ are not worth trying: the cost has clearly turned, or the usual fractions are done and the last is not the best. */
function turned(points: readonly ScoredPoint[]): boolean {
  const usualDone = points.length >= defaultFractions.length;
  return clearlyWorse(points) || (usualDone && leastCost(points) !== points[points.length - 1]);
}

/** Three λ in a row worse than the best, the last by more than one standard error. */
function clearlyWorse(points: readonly ScoredPoint[]): boolean {
  const best = leastCost(points);
  const since = points.length - 1 - points.indexOf(best);
  return since >= 3 && points[points.length - 1].cost > best.cost + best.standardError;
}

function leastCost(points: readonly ScoredPoint[]): ScoredPoint {
  return points.reduce((best, point) => (point.cost < best.cost ? point : best));
}

function choose(points: readonly ScoredPoint[], { labels, options }: Settings): CrossValidation | undefined {
  if (points.length === 0) return undefined;
  const { lambdaFraction, mean, standardError } = leastCost(points);
  const path = points.map((point) => ({
    lambdaFraction: point.lambdaFraction,
    mean: point.mean,
    standardError: point.standardError,
  }));
  return { metric: labels ? "accuracy" : "rmse", lambdaFraction, mean, standardError, folds: options.folds, path };
}

function cutNote(points: readonly ScoredPoint[], fractions: readonly number[]): string {
  if (points.length === 0) return "The time limit left no room for cross-validation.";
  return `The time limit ended cross-validation after ${points.length} of ${fractions.length} values of λ; the best of those was chosen.`;
}
