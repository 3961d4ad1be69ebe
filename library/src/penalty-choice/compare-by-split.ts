import { affordableGates } from "../fitting/affordable-gates.js";
import type { Budget } from "../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { gatesInUse, onSameGates } from "../fitting/same-gates.js";
import { onRows } from "../fitting/settings.js";
import { solveFromAbove } from "../fitting/solve-from-above.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { type PathPlace, shareOfTimeOnPart } from "./compare-path.js";
import { type Comparison, type ComparisonSettings, concludedComparison, stateAffordable } from "./comparison.js";
import { classKeys } from "./folds.js";
import { scoreHeldOut } from "./held-out-score.js";
import type { ScoredPoint } from "./path-scores.js";
import type { AutomaticPenalty } from "./penalty.js";
import { splitRows } from "./split-rows.js";

/**
 * From such a share of the rows on, their solution is a better start on all rows than none; that of fewer has learned their noise. Under a time
 * limit it is a model that can be given back.
 */
const nearShare = 0.5;

/**
 * λ by one validation split, where rows are many: the path is followed on a part of the rows and scored on others. The best fraction of λ_max
 * falls as rows are added: with their square root where noise rules, as the penalty of Theorem 6.1 does (λ ∝ √n while λ_max ∝ n), and with their
 * number where more rows let the network say more. It is carried over between the two, by the power 3/4.
 */
export async function compareBySplit(
  penalty: AutomaticPenalty,
  settings: ComparisonSettings,
  budget: Budget,
): Promise<Comparison> {
  const classes = settings.task === "classification" ? classKeys(settings.targets) : undefined;
  const { seed, foldOrder, inputs, targets } = settings;
  const seconds = shareOfTimeOnPart * budget.left();
  const rowSize = inputs.columns * targets.columns;
  const { train, heldOut } = splitRows(inputs.rows, { seed, rowSize, foldOrder, seconds }, classes);
  const isNear = train.length >= nearShare * inputs.rows;
  const share = isNear ? shareOfTimeOnMost : shareOfTimeOnPart;
  const heldOutRows = onRows(settings, heldOut);
  const part = await reduceProblem(onRows(settings, train), budget);
  const solutions = new Map<number, SparseBlocks>();
  const scoreAt = async (place: PathPlace): Promise<ScoredPoint | undefined> => {
    const { lambdaFraction } = place;
    const effort = { tolerance: settings.pathTolerance, share };
    const limits = budget.limits(effort, { ...place, fold: 1, folds: 1 });
    const point = await solveFromAbove({ problem: part, solutions }, lambdaFraction, limits);
    const heldOutOutputs = part.outputsOn(heldOutRows.inputs, point);
    return { lambdaFraction, ...scoreHeldOut(heldOutOutputs, heldOutRows.targets, heldOutRows), heldOutOutputs };
  };
  try {
    const { targets: heldOutTargets, sampleWeights: heldOutWeights } = heldOutRows;
    const by = { way: "split", folds: 1, heldOutTargets, heldOutWeights, scoreAt, share } as const;
    const concluded = await concludedComparison(penalty, settings, by, budget);
    const carried = carriedShare(train.length / settings.inputs.rows);
    const chosen = concluded.crossValidation?.lambdaFraction;
    // No weights stay no weights.
    const lambdaFraction = chosen === undefined || chosen >= 1 ? chosen : carried * chosen;
    const notes = [...concluded.notes, splitNote(train.length, heldOut.length)];
    const onPart = chosen === undefined ? undefined : { point: solutions.get(chosen) ?? noBlocks, fraction: chosen };
    const all = await allRowsFrom({ settings, train, isNear, part, onPart }, budget);
    return { ...all, lambdaFraction, ...concluded, notes };
  } finally {
    part.dispose();
  }
}

/** Of the time limit, what comparing λ may use where the part is most of the rows: the fit on all of them then begins near its end. */
const shareOfTimeOnMost = 0.5;

/** A part of the rows as a program, and its solution at the chosen fraction of λ_max. */
interface SolvedPart {
  readonly settings: ComparisonSettings;
  /** The rows of the part. */
  readonly train: Int32Array;
  /** Whether they are so many that its solution is near that of all rows. */
  readonly isNear: boolean;
  readonly part: ReducedProblem;
  readonly onPart: { readonly point: SparseBlocks; readonly fraction: number } | undefined;
}

/** All rows as a program, where its solver begins, and what is given back where it does not end. */
type BegunProblem = Pick<Comparison, "problem" | "start" | "fallback">;

/** Of the time limit, when the part must have been solved over fewer gates. */
const shareOfFewerGates = 0.5;

/**
 * All rows stated. Where the part's solution is near, the solver begins at it; elsewhere it is what is left where a time limit ends the solver
 * before it has a better one. Where the time leaves room for fewer gates, the part is solved again over those.
 */
async function allRowsFrom(solved: SolvedPart, budget: Budget): Promise<BegunProblem> {
  const { settings, train, isNear, part, onPart } = solved;
  const isDrawn = settings.gateStrategy === "gaussian";
  const wanted = onPart && isDrawn ? gatesInUse(onPart.point, part, settings.gates) : [];
  await budget.breathe();
  const affordable = affordableGates(settings, budget, wanted);
  const begun = async (from: ReducedProblem, point: SparseBlocks | undefined): Promise<BegunProblem> => {
    const problem = await stateAffordable(affordable, budget);
    const found = point && onSameGates(point, from, problem);
    return isNear ? { problem, start: found } : { problem, start: undefined, ...(found ? { fallback: found } : {}) };
  };
  if (!onPart || (!isNear && budget.left() === Number.POSITIVE_INFINITY)) return begun(part, undefined);
  if (affordable.settings === settings) return begun(part, onPart.point);
  const fewer = await reduceProblem(onRows(affordable.settings, train), budget);
  try {
    const effort = { tolerance: settings.pathTolerance, ...budget.bounds(shareOfFewerGates) };
    const start = onSameGates(onPart.point, part, fewer, 0);
    return await begun(fewer, await fewer.approach(onPart.fraction * part.lambdaMax, { ...effort, start }));
  } finally {
    fewer.dispose();
  }
}

const noBlocks: SparseBlocks = { which: new Int32Array(0), blocks: new Float64Array(0) };

/** share^(3/4), without the engine's pow. */
function carriedShare(share: number): number {
  const root = Math.sqrt(share);
  return root * Math.sqrt(root);
}

function splitNote(train: number, heldOut: number): string {
  return `λ was compared on ${train} rows, scored on ${heldOut} others, and carried over to all rows by the power 3/4 of their number.`;
}
