import { rejectUnknownOptions } from "../errors.js";
import type { GroupProgram } from "../programs/group-program.js";
import { blocksFromSample } from "./coordinate-descent/blocks-from-sample.js";
import { kernelWeightNewton } from "./kernel-weights/kernel-weight-newton.js";
import { smoothedNewton } from "./kernel-weights/smoothed-newton.js";
import { matrixFreeNewton } from "./matrix-free/matrix-free-newton.js";
import { quadraticApproximation } from "./matrix-free/quadratic-approximation.js";
import { paired } from "./pairing.js";
import type { Solver } from "./solver.js";
import { systemFor, usualGrowth } from "./working-set-systems.js";

/** The dials of `workingSet`. */
export interface WorkingSetOptions {
  /** At least how many violating gates enter in one pass, if there are so many. */
  readonly growth?: number;
  /** The Newton system: n×n and dense, matrix-free, by blocks that are moved one at a time, or chosen by the sizes. */
  readonly system?: "auto" | "dense" | "matrix-free" | "blocks";
  /** The relative gap that will be asked for; steps need not be more exact. Default 0: as exact as can be. */
  readonly tolerance?: number;
}

const takes = { forms: ["group"] };

/**
 * The default solver of the group program (8), min over w of L(Σ_i Φ_iw_i) + λ Σ_i ‖w_i‖, for every loss: projected Newton on the kernel
 * weights η (‖w_i‖ = η_i at the optimum) with a working set of gates.
 *
 * `working-set-systems.ts` chooses. A single output on up to 1000 rows has dense Newton systems (kernel-weights/), one factor a pass. More rows,
 * classes, whose systems would need a factor each, and loose gaps go by blocks (coordinate-descent/), and matrix-free (matrix-free/) where the
 * operator offers no moves. Losses with corners are solved by the proximal point method around the dense one.
 * Does not do: cones, penalties other than Σ‖w_i‖.
 * @returns the solver
 * @throws InputError for an unknown option
 */
export function workingSet(options: WorkingSetOptions = {}): Solver<GroupProgram> {
  rejectUnknownOptions(options, { growth: "number", system: true, tolerance: "number" }, "workingSet");
  const { growth, tolerance } = options;
  return {
    name: "working-set",
    iterates(given, start) {
      const asked = { tolerance, startBlocks: start?.which.length };
      const { system, program } = systemFor(paired("working-set", given, takes), options.system, asked);
      switch (system) {
        case "corners":
          return smoothedNewton(program, growth ?? usualGrowth, start);
        case "dense":
          return kernelWeightNewton(program, { growth: growth ?? usualGrowth, start });
        case "blocks":
          return blocksFromSample(program, start, tolerance);
        case "matrix-free":
          return matrixFreeNewton(program, growth, start);
        case "quadratic":
          return quadraticApproximation(program, start);
      }
    },
  };
}
