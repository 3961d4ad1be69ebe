import type { Budget } from "../fitting/budget.js";
import { reduceProblemInTime } from "../fitting/reduced-problem.js";
import { onSameGates } from "../fitting/same-gates.js";
import { onRows, type ProblemSettings } from "../fitting/settings.js";
import { isOneStep, type SolvedPath, solveFromAbove } from "../fitting/solve-from-above.js";
import { type PathPlace, shareOfTime } from "./compare-path.js";
import type { ComparisonSettings } from "./comparison.js";
import { foldsOf } from "./folds.js";
import { scoreHeldOut } from "./held-out-score.js";
import type { ScoredPoint } from "./path-scores.js";

/** k-fold cross-validation of λ: every fold has its own reduction, masks of the same gates, and λ_max. */
export interface FoldComparison {
  /** One λ on every fold; undefined when the time is spent before the last. */
  scoreAt(place: PathPlace): Promise<ScoredPoint | undefined>;
  dispose(): void;
}

/** The rows of training of one fold as a program, and the rows it does not see. */
interface FoldState extends SolvedPath {
  readonly heldOut: Int32Array;
  readonly heldOutRows: ProblemSettings;
}

/** Folds whose programs are stated when the first λ is asked for. @param onAllRows solutions that they may begin at */
export function foldComparison(
  settings: ComparisonSettings,
  folds: number,
  budget: Budget,
  onAllRows?: SolvedPath,
): FoldComparison {
  const states: FoldState[] = [];
  /** Whether there was time for it. */
  const stateFolds = async (): Promise<boolean> => {
    for (const { train, heldOut } of foldsOf(settings, folds)) {
      const problem = await reduceProblemInTime(onRows(settings, train), budget, shareOfTime);
      if (!problem) return false;
      states.push({ problem, heldOut, heldOutRows: onRows(settings, heldOut), solutions: new Map() });
    }
    return true;
  };
  return {
    async scoreAt(place) {
      if (states.length === 0 && !(await stateFolds())) return undefined;
      if (onAllRows) for (const state of states) startFrom(onAllRows, state, place.lambdaFraction);
      return scoreOnFolds(place, settings, states, budget);
    },
    dispose() {
      for (const { problem } of states) problem.dispose();
    },
  };
}

/** A fold that has no solution near above begins at that of all rows, where it is known. */
function startFrom(all: SolvedPath, { problem, solutions }: FoldState, lambdaFraction: number): void {
  const isNear = [...solutions.keys()].some((other) => other >= lambdaFraction && isOneStep(other, lambdaFraction));
  const known = isNear ? undefined : all.solutions.get(lambdaFraction);
  const start = known && onSameGates(known, all.problem, problem);
  if (start) solutions.set(lambdaFraction, start);
}

async function scoreOnFolds(
  place: PathPlace,
  settings: ComparisonSettings,
  folds: readonly FoldState[],
  budget: Budget,
): Promise<ScoredPoint | undefined> {
  const { targets, pathTolerance: tolerance } = settings;
  const heldOutOutputs = new Float64Array(targets.values.length);
  for (const [index, fold] of folds.entries()) {
    if (budget.spent(shareOfTime)) return undefined;
    const stage = { ...place, fold: index + 1, folds: folds.length };
    const limits = budget.limits({ tolerance, share: shareOfTime }, stage);
    const point = await solveFromAbove(fold, place.lambdaFraction, limits);
    placeRows(heldOutOutputs, fold.heldOut, fold.problem.outputsOn(fold.heldOutRows.inputs, point));
  }
  const { lambdaFraction } = place;
  return { lambdaFraction, ...scoreHeldOut(heldOutOutputs, targets, settings), heldOutOutputs };
}

/** Puts the outputs of some rows where they belong among the outputs of all. */
function placeRows(all: Float64Array, rows: Int32Array, outputs: Float64Array): void {
  const count = outputs.length / rows.length;
  rows.forEach((row, k) => {
    all.set(outputs.subarray(k * count, (k + 1) * count), row * count);
  });
}
