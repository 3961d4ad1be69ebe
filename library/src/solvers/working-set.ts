import { rejectUnknownOptions } from "../errors.js";
import type { SmoothLoss } from "../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../programs/group-program.js";
import { blockCoordinateDescent, offersMoves } from "./coordinate-descent/block-coordinate-descent.js";
import { kernelWeightNewton } from "./kernel-weights/kernel-weight-newton.js";
import { smoothedNewton } from "./kernel-weights/smoothed-newton.js";
import { shownAs } from "./matrix-free/inner-problem.js";
import { matrixFreeNewton } from "./matrix-free/matrix-free-newton.js";
import { quadraticApproximation } from "./matrix-free/quadratic-approximation.js";
import { sampleStart } from "./matrix-free/sample-start.js";
import type { Iterates, Solver } from "./solver.js";

/** The dials of `workingSet`. */
export interface WorkingSetOptions {
  /** At least how many violating gates enter in one pass, if there are so many. */
  readonly growth?: number;
  /** The Newton system: n×n and dense, matrix-free, by blocks that are moved one at a time, or chosen by the sizes. */
  readonly system?: "auto" | "dense" | "matrix-free" | "blocks";
  /** The relative gap that will be asked for; steps need not be more exact. Default 0: as exact as can be. */
  readonly tolerance?: number;
}

/** Rows up to which one n×n factor a pass costs no more than moving blocks, to any accuracy. */
const largestDenseSystem = 1000;
/** The same where blocks cannot be moved: three n×n matrices are held, 100 MB, and the matrix-free Newton overtakes. */
const largestDenseWithoutMoves = 2000;

/**
 * The default solver of the group program (8), min over w of L(Σ_i Φ_iw_i) + λ Σ_i ‖w_i‖, for every loss: projected Newton on the kernel
 * weights η (‖w_i‖ = η_i at the optimum) with a working set of gates.
 *
 * This file only chooses. A single output on up to 1000 rows has dense Newton systems (kernel-weights/), one factor a pass. More rows, and
 * classes, whose systems would need a factor each, go by blocks (coordinate-descent/), and matrix-free (matrix-free/) where the operator
 * offers no moves. Losses with corners are solved by the proximal point method around the dense one.
 * Does not do: cones, penalties other than Σ‖w_i‖.
 * @returns the solver
 * @throws InputError for an unknown option
 */
export function workingSet(options: WorkingSetOptions = {}): Solver<GroupProgram> {
  rejectUnknownOptions(options, { growth: "number", system: true, tolerance: "number" }, "workingSet");
  const { growth, system = "auto", tolerance } = options;
  return {
    name: "working-set",
    iterates(program, start) {
      const { loss } = program;
      if (loss.curvature === "none") return smoothedNewton({ ...program, loss }, growth ?? 120, start);
      const smooth = { ...program, loss };
      const way = system === "auto" ? cheapestSystem(smooth) : system;
      if (way === "blocks") return blocksFromSample(smooth, start, tolerance);
      if (way === "dense") return kernelWeightNewton(smooth, { growth: growth ?? 120, start });
      return loss.curvature === "constant"
        ? matrixFreeNewton({ ...program, loss }, growth, start)
        : quadraticApproximation(smooth, start);
    },
  };
}

/** Block coordinate descent, on many rows from a start that parts of them give. */
function* blocksFromSample(
  program: GroupProgram<SmoothLoss>,
  given: SparseBlocks | undefined,
  tolerance: number | undefined,
): Iterates {
  const { iterates } = blockCoordinateDescent(tolerance);
  const warm = given && given.which.length > 0;
  const numbers = { iteration: 0, pricingPasses: 0 };
  const { point } = warm ? { point: given } : yield* shownAs(numbers, sampleStart(program, iterates));
  yield* iterates(program, point);
}

function cheapestSystem(program: GroupProgram<SmoothLoss>): "dense" | "matrix-free" | "blocks" {
  const { loss, data } = program;
  const factors = loss.curvature === "constant" ? 1 : data.outputs;
  if (!offersMoves(program)) return data.sampleCount <= largestDenseWithoutMoves ? "dense" : "matrix-free";
  return factors === 1 && data.sampleCount <= largestDenseSystem ? "dense" : "blocks";
}
