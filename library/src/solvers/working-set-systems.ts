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

/** The least number of violating gates that enter in one pass of the dense system. */
export const usualGrowth = 120;

/** The system for a program: the one that is named, where the loss has a gradient. This file knows the systems by their names alone. */
export function systemFor(program: GroupProgram, name: SystemName = "auto"): SystemChoice {
  const { loss } = program;
  if (loss.curvature === "none") return { system: "corners", program: { ...program, loss } };
  const smooth = { ...program, loss };
  const system = name === "auto" ? cheapestSystem(smooth) : name;
  if (system !== "matrix-free") return { system, program: smooth };
  return loss.curvature === "constant"
    ? { system, program: { ...program, loss } }
    : { system: "quadratic", program: smooth };
}

/** Whether the blocks of a program can be moved one at a time. */
export function offersMoves({ operator }: Pick<GroupProgram, "operator">): boolean {
  return operator.moves !== undefined;
}

function cheapestSystem(program: GroupProgram<SmoothLoss>): "dense" | "matrix-free" | "blocks" {
  const { loss, data } = program;
  const factors = loss.curvature === "constant" ? 1 : data.outputs;
  if (!offersMoves(program)) return data.sampleCount <= largestDenseWithoutMoves ? "dense" : "matrix-free";
  return factors === 1 && data.sampleCount <= largestDenseSystem ? "dense" : "blocks";
}
