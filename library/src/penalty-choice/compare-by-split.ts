import type { Budget } from "../fitting/budget.js";
import { reduceProblem } from "../fitting/reduced-problem.js";
import { onSameGates } from "../fitting/same-gates.js";
import { onRows } from "../fitting/settings.js";
import { solveFromAbove } from "../fitting/solve-from-above.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { type PathPlace, shareOfTimeOnPart } from "./compare-path.js";
import { type Comparison, type ComparisonSettings, concludedComparison, stateAllRows } from "./comparison.js";
import { classKeys } from "./folds.js";
import { scoreHeldOut } from "./held-out-score.js";
import type { ScoredPoint } from "./path-scores.js";
import type { AutomaticPenalty } from "./penalty.js";
import { splitRows } from "./split-rows.js";

/** From such a share of the rows on, their solution is a better start on all rows than none; that of fewer has learned their noise. */
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
  const heldOutRows = onRows(settings, heldOut);
  const part = await reduceProblem(onRows(settings, train), budget);
  const solutions = new Map<number, SparseBlocks>();
  const scoreAt = async (place: PathPlace): Promise<ScoredPoint | undefined> => {
    const { lambdaFraction } = place;
    const effort = { tolerance: settings.pathTolerance, share: shareOfTimeOnPart };
    const limits = budget.limits(effort, { ...place, fold: 1, folds: 1 });
    const point = await solveFromAbove({ problem: part, solutions }, lambdaFraction, limits);
    const heldOutOutputs = part.outputsOn(heldOutRows.inputs, point);
    return { lambdaFraction, ...scoreHeldOut(heldOutOutputs, heldOutRows.targets, heldOutRows), heldOutOutputs };
  };
  try {
    const { targets: heldOutTargets, sampleWeights: heldOutWeights } = heldOutRows;
    const by = { way: "split", folds: 1, heldOutTargets, heldOutWeights, scoreAt, share: shareOfTimeOnPart } as const;
    const concluded = await concludedComparison(penalty, settings, by, budget);
    const carried = carriedShare(train.length / settings.inputs.rows);
    const chosen = concluded.crossValidation?.lambdaFraction;
    // No weights stay no weights.
    const lambdaFraction = chosen === undefined || chosen >= 1 ? chosen : carried * chosen;
    const notes = [...concluded.notes, splitNote(train.length, heldOut.length)];
    const problem = await stateAllRows(settings, budget);
    const isNear = train.length >= nearShare * settings.inputs.rows;
    const onPart = isNear && chosen !== undefined ? solutions.get(chosen) : undefined;
    const start = onPart && onSameGates(onPart, part, problem);
    return { problem, lambdaFraction, start, ...concluded, notes };
  } finally {
    part.dispose();
  }
}

/** share^(3/4), without the engine's pow. */
function carriedShare(share: number): number {
  const root = Math.sqrt(share);
  return root * Math.sqrt(root);
}

function splitNote(train: number, heldOut: number): string {
  return `λ was compared on ${train} rows, scored on ${heldOut} others, and carried over to all rows by the power 3/4 of their number.`;
}
