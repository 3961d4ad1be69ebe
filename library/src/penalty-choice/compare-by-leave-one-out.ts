import type { Budget } from "../fitting/budget.js";
import { isOneStep, nearestAbove, type SolvedPath, solveFromAbove } from "../fitting/solve-from-above.js";
import { mapOutputs } from "../networks/affine-map.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { largestWithoutRows } from "../solvers/leave-one-out/largest-without.js";
import { type LeaveOneOutPredictions, leaveOneOut } from "../solvers/leave-one-out/leave-one-out.js";
import { type PathPlace, type ScoreAt, shareOfTime } from "./compare-path.js";
import { type Comparison, type ComparisonSettings, concludedComparison, stateAllRows } from "./comparison.js";
import { type FoldComparison, foldComparison } from "./cross-validation.js";
import { scoreHeldOut } from "./held-out-score.js";
import { rising, type ScoredPoint } from "./path-scores.js";
import type { AutomaticPenalty } from "./penalty.js";

/** The share of the rows' freedom that a fit may have spent for its leave-one-out approximation to be believed. */
const mostSpent = 0.95;
/** The share of the rows that may be held off (`LeaveOneOutPredictions`): with a quarter of them the errors are 5 to 20 %, with a tenth 1 %. */
const mostHeldOff = 0.1;

/**
 * Masks that differ at the row that is left out alone still tell of it, so that costs of small λ are a little too low. A level of 0.5 was better on
 * drawn tables with more gates than rows and much noise, and worse than none where gates and noise are few.
 */
const level = 0.25;

/**
 * λ by one path on all rows with approximate leave-one-out from the solver's own factors (`leave-one-out.ts`): every row is held out once, at
 * the cost of about one more Newton step a λ. Where the effective parameters near the number of rows it goes wrong in either direction, and where
 * the loss is straight on many rows; at those λ, and there only, folds are used. The parameters grow as λ falls, so that below a λ where they are
 * too many nothing is asked of all rows any more.
 */
export async function compareByLeaveOneOut(
  penalty: AutomaticPenalty,
  settings: ComparisonSettings,
  budget: Budget,
): Promise<Comparison> {
  const problem = await stateAllRows(settings, budget);
  const solutions = new Map<number, SparseBlocks>();
  const folds = foldComparison(settings, penalty.folds, budget, { problem, solutions });
  const { exhaustive } = penalty;
  const anywhere = problem.smoothAt(problem.lambdaMax);
  const largestWithout = anywhere && (await budget.run(largestWithoutRows(anywhere, settings.occurrences)));
  const found = { leftOut: [], spentAt: [], heldOffAt: [] };
  const path: LeftOutPath = { problem, settings, budget, folds, solutions, exhaustive, largestWithout, ...found };
  const by = {
    way: "leave-one-out",
    folds: settings.inputs.rows,
    heldOutTargets: settings.targets,
    heldOutWeights: settings.sampleWeights,
    level,
    scoreAt: (place: PathPlace) => scoreLeftOut(path, place),
  } as const;
  try {
    const concluded = await concludedComparison(penalty, settings, by, budget);
    const lambdaFraction = concluded.crossValidation?.lambdaFraction;
    const start = lambdaFraction === undefined ? undefined : startFor(lambdaFraction, path.solutions);
    const notes = [
      ...concluded.notes,
      ...foldNotes(path.spentAt, penalty.folds, "the network had spent more than 95 % of the rows' freedom there"),
      ...foldNotes(path.heldOffAt, penalty.folds, "the loss is straight on more than a tenth of the rows there"),
    ];
    return { problem, lambdaFraction, start, ...concluded, notes };
  } finally {
    folds.dispose();
  }
}

/** The path on all rows so far. */
interface LeftOutPath extends SolvedPath {
  readonly settings: ComparisonSettings;
  readonly budget: Budget;
  readonly folds: FoldComparison;
  /** Whether every λ is asked for. */
  readonly exhaustive: boolean;
  /** λ_max without each row, over λ_max. */
  readonly largestWithout: Float64Array | undefined;
  /** The points by leave-one-out, in the order in which they were tried. */
  readonly leftOut: ScoredPoint[];
  /** The fractions at which folds were used: because too much was spent, or because too many rows were held off. */
  readonly spentAt: number[];
  readonly heldOffAt: number[];
}

async function scoreLeftOut(path: LeftOutPath, place: PathPlace): ReturnType<ScoreAt> {
  const { problem, settings, budget, spentAt } = path;
  const { lambdaFraction } = place;
  if (spentAt.some((larger) => larger > lambdaFraction)) return scoreByFolds(path, place, "spentAt");
  const lambda = lambdaFraction * problem.lambdaMax;
  const effort = { tolerance: settings.pathTolerance, share: shareOfTime };
  const limits = budget.limits(effort, { ...place, fold: 0, folds: 0 });
  const point = await solveFromAbove(path, lambdaFraction, limits);
  const program = problem.smoothAt(lambda);
  const left =
    program &&
    (await budget.run(
      leaveOneOut(program, point, { occurrences: settings.occurrences, largestWithout: path.largestWithout }),
    ));
  if (left && left.heldOff > mostHeldOff) return scoreByFolds(path, place, "heldOffAt");
  if (!left || !isTrusted(left)) return scoreByFolds(path, place, "spentAt");
  const heldOutOutputs = mapOutputs(problem.reduction.outputs, left.predictions);
  const scored = { lambdaFraction, ...scoreHeldOut(heldOutOutputs, settings.targets, settings), heldOutOutputs };
  path.leftOut.push(scored);
  return scored;
}

/** Folds cost about ten times as much: where the cost was rising before, and most of the rows’ freedom is spent, they would only confirm it. */
async function scoreByFolds(path: LeftOutPath, place: PathPlace, reason: "spentAt" | "heldOffAt"): ReturnType<ScoreAt> {
  if (reason === "spentAt" && !path.exhaustive && rising(path.leftOut)) return "not worth it";
  path[reason].push(place.lambdaFraction);
  return path.folds.scoreAt(place);
}

/** The solution at the smallest λ from this one on, where it is near. */
function startFor(fraction: number, solutions: ReadonlyMap<number, SparseBlocks>): SparseBlocks | undefined {
  const nearest = nearestAbove(fraction, solutions.keys());
  return isOneStep(nearest, fraction) ? solutions.get(nearest) : undefined;
}

function isTrusted({ effectiveParameters, freedom, predictions }: LeaveOneOutPredictions): boolean {
  return effectiveParameters <= mostSpent * freedom && predictions.every(Number.isFinite);
}

function foldNotes(fractions: readonly number[], folds: number, reason: string): string[] {
  if (fractions.length === 0) return [];
  const [largest, count] = [Math.max(...fractions), fractions.length];
  const where = count === 1 ? `At ${largest}` : `At ${count} values of λ from ${largest} on down`;
  return [`${where} of its largest value ${folds} folds were used instead of leave-one-out: ${reason}.`];
}
