import type { PiecewiseLinearLoss, SmoothLoss, SquaredLoss } from "../losses/loss.js";
import type { GroupProgram } from "../programs/group-program.js";

/** The Newton system that `workingSet` is asked for. */
export type SystemName = "auto" | "dense" | "matrix-free" | "blocks";

/** What is known of a run before it begins. */
export interface Asked {
  /** The relative gap that will be asked for; 0, which is the default: as exact as can be. */
  readonly tolerance?: number | undefined;
  /** How many blocks of the start are not zero, where there is a start. */
  readonly startBlocks?: number | undefined;
}

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
 * measured on 14 shapes of 100 to 900 rows and 2 to 100 columns. A loss whose curvature changes takes several factors a pass.
 */
const looseRatio = { constant: 45_000, changing: 1000 };
/**
 * With one curvature, what decides is how many blocks are not zero, which a start says: moving one costs as much as so many multiplications, and
 * as many for each of its n·d·K numbers; a factor costs n³. Measured on ten shapes of 300 to 900 rows, at 15 λ each down to 1e-4 λ_max.
 */
const costOfBlock = { visit: 6e5, number: 140 };
/** Below so many rows both take milliseconds, and a page loads one system less. */
const fewRows = 250;

/** The least number of violating gates that enter in one pass of the dense system. */
export const usualGrowth = 120;

/**
 * The system for a program: the one that is named, where the loss has a gradient. This file knows the systems by their names alone.
 */
export function systemFor(program: GroupProgram, name: SystemName = "auto", asked: Asked = {}): SystemChoice {
  const { loss } = program;
  if (loss.curvature === "none") return { system: "corners", program: { ...program, loss } };
  const smooth = { ...program, loss };
  const system = name === "auto" ? cheapestSystem(smooth, asked) : name;
  if (system !== "matrix-free") return { system, program: smooth };
  return loss.curvature === "constant"
    ? { system, program: { ...program, loss } }
    : { system: "quadratic", program: smooth };
}

/** Whether the blocks of a program can be moved one at a time. */
function offersMoves({ operator }: Pick<GroupProgram, "operator">): boolean {
  return operator.moves !== undefined;
}

function cheapestSystem(
  program: GroupProgram<SmoothLoss>,
  { tolerance = 0, startBlocks }: Asked,
): "dense" | "matrix-free" | "blocks" {
  const { sampleCount: n, outputs } = program.data;
  if (!offersMoves(program)) return n <= largestDenseWithoutMoves ? "dense" : "matrix-free";
  const constant = program.loss.curvature === "constant";
  if (n > largestDenseSystem || (!constant && outputs > 1)) return "blocks";
  if (!(tolerance >= looseTolerance && n > fewRows)) return "dense";
  const { blockSize } = program.operator;
  if (constant && startBlocks !== undefined) {
    const { visit, number } = costOfBlock;
    return startBlocks * (visit + number * n * blockSize * outputs) <= n * n * n ? "blocks" : "dense";
  }
  return n * n >= blockSize * (constant ? looseRatio.constant : looseRatio.changing) ? "blocks" : "dense";
}
