import { rejectUnknownOptions } from "../errors.js";
import type { GroupProgram } from "../programs/group-program.js";
import { kernelWeightNewton } from "./kernel-weights/kernel-weight-newton.js";
import { smoothedNewton } from "./kernel-weights/smoothed-newton.js";
import { matrixFreeNewton } from "./matrix-free/matrix-free-newton.js";
import { quadraticApproximation } from "./matrix-free/quadratic-approximation.js";
import type { Solver } from "./solver.js";

/** The dials of `workingSet`. */
export interface WorkingSetOptions {
  /** At least how many violating gates enter in one pass, if there are so many. */
  readonly growth?: number;
  /** The Newton system: n×n and dense, matrix-free, or chosen by the number of rows. */
  readonly system?: "auto" | "dense" | "matrix-free";
}

// Three n×n matrices are held: 100 MB at 2000 rows, where the matrix-free Newton overtakes.
const largestDenseSystem = 2000;

/**
 * The default solver of the group program (8), min over w of L(Σ_i Φ_iw_i) + λ Σ_i ‖w_i‖, for every loss: projected Newton on the kernel
 * weights η (‖w_i‖ = η_i at the optimum) with a working set of gates.
 *
 * This file only chooses. Up to 2000 rows the Newton systems are dense (kernel-weights/); above they are matrix-free
 * (matrix-free/). Losses with corners are solved by the proximal point method around the dense one.
 * Does not do: cones, penalties other than Σ‖w_i‖.
 * @returns the solver
 * @throws InputError for an unknown option
 */
export function workingSet(options: WorkingSetOptions = {}): Solver<GroupProgram> {
  rejectUnknownOptions(options, { growth: true, system: true }, "workingSet");
  const { growth, system = "auto" } = options;
  return {
    name: "working-set",
    iterates(program, start) {
      const { loss, data } = program;
      if (loss.curvature === "none") return smoothedNewton({ ...program, loss }, growth ?? 120, start);
      if (system === "dense" || (system === "auto" && data.sampleCount <= largestDenseSystem)) {
        return kernelWeightNewton({ ...program, loss }, { growth: growth ?? 120, start });
      }
      return loss.curvature === "constant"
        ? matrixFreeNewton({ ...program, loss }, growth, start)
        : quadraticApproximation({ ...program, loss }, start);
    },
  };
}
