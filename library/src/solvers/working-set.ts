import { rejectUnknownOptions } from "../errors.js";
import type { GroupProgram } from "../programs/group-program.js";
import { kernelWeightNewton } from "./kernel-weights/kernel-weight-newton.js";
import { smoothedNewton } from "./kernel-weights/smoothed-newton.js";
import { matrixFreeNewton } from "./matrix-free/matrix-free-newton.js";
import { quadraticApproximation } from "./matrix-free/quadratic-approximation.js";
import type { Solver } from "./solver.js";

export interface WorkingSetOptions {
  /** At least how many violating gates enter in one pass, if there are so many. */
  readonly growth?: number;
  /** The Newton system: n×n and dense, matrix-free, or chosen by the number of rows. */
  readonly system?: "auto" | "dense" | "matrix-free";
}

// Three n×n matrices are held: 100 MB at 2000 rows, where the matrix-free Newton overtakes.
const largestDenseSystem = 2000;

/**
 * The default solver of (8): projected Newton on the kernel weights η (‖w_i‖ = η_i at the optimum) with a working set of gates, for every loss. Dense up to 2000 rows, matrix-free
 * above; losses with corners by the proximal point method around it.
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
