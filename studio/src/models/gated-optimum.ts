import { gatedSolution } from "../workbench/gated-solution.js";
import type { Runner } from "./model.js";

/** Program (8), solved and certified. */
export const gatedOptimum: Runner = {
  run: (bench, { tolerance }, { signal }) => gatedSolution(bench, { tolerance, maxIterations: 400, signal }),
};
