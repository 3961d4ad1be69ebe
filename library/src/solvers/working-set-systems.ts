import type { PiecewiseLinearLoss, SmoothLoss, SquaredLoss } from "../losses/loss.js";
import type { GroupProgram } from "../programs/group-program.js";

/** The Newton system that `workingSet` is asked for. */
export type SystemName = "auto" | "dense" | "matrix-free" | "blocks";

/** A program with the system that solves it. "corners": the proximal point method around the dense one; "quadratic": matrix-free in rounds. */
export type SystemChoice =
  | { readonly system: "corners"; readonly program: GroupProgram<PiecewiseLinearLoss> }
  | { readonly system: "dense" | "blocks" | "quadratic"; readonly program: GroupProgram<SmoothLoss> }
  | { readonly system: "matrix-free"; readonly program: GroupProgram<SquaredLoss> };

/** Rows up to which one n×n factor a pass costs no more than moving blocks, to any accuracy. */
const largestDenseSystem = 1000;
/** The same where blocks cannot be moved: three n×n matrices are held, 100 MB, and the matrix-free Newton overtakes. */
const largestDenseWithoutMoves = 2000;

/** A gap that orders values of λ. A Newton step on n×n systems overshoots it by far; blocks stop there. */
const looseTolerance = 1e-3;
/**
 * Moving blocks costs about n·d for each of as many gates as grow with n, a factor n³: from so many n²/d on blocks are cheaper to a loose gap, as
 * measured on 14 shapes of 100 to 900 rows and 2 to 100 columns. A loss whose curvature changes takes several factors a pass. With one curvature
 * blocks are cheaper from 12,000 on down to 0.01 λ_max, but at 1e-4 λ_max, where most gates are open, three times dearer at 37,000.
 */
const looseRatio = { constant: 45_000, changing: 1000 };
/** Below so many rows both take milliseconds, and a page loads one system less. */
const fewRows = 250;

/** The least number of violating gates that enter in one pass of the dense system. */
export const usualGrowth = 120;

/**
 * The system for a program: the one that is named, where the loss has a gradient. This file knows the systems by their names alone.
 * @param tolerance the relative gap that will be asked for; 0: as exact as can be
 */
export function systemFor(program: GroupProgram, name: SystemName = "auto", tolerance = 0): SystemChoice {
  const { loss } = program;
  if (loss.curvature === "none") return { system: "corners", program: { ...program, loss } };
  const smooth = { ...program, loss };
  const system = name === "auto" ? cheapestSystem(smooth, tolerance) : name;
  if (system !== "matrix-free") return { system, program: smooth };
  return loss.curvature === "constant"
    ? { system, program: { ...program, loss } }
    : { system: "quadratic", program: smooth };
}

/** Whether the blocks of a program can be moved one at a time. */
function offersMoves({ operator }: Pick<GroupProgram, "operator">): boolean {
  return operator.moves !== undefined;
}

function cheapestSystem(program: GroupProgram<SmoothLoss>, tolerance: number): "dense" | "matrix-free" | "blocks" {
  const { sampleCount: n, outputs } = program.data;
  if (!offersMoves(program)) return n <= largestDenseWithoutMoves ? "dense" : "matrix-free";
  const constant = program.loss.curvature === "constant";
  if (n > largestDenseSystem || (!constant && outputs > 1)) return "blocks";
  const ratio = constant ? looseRatio.constant : looseRatio.changing;
  const loose = tolerance >= looseTolerance && n > fewRows && n * n >= ratio * program.operator.blockSize;
  return loose ? "blocks" : "dense";
}
