import { iterativeReweighting, ntkWeights } from "halfspace";
import { gatedSolution } from "../workbench/gated-solution.js";
import type { Runner } from "./model.js";

/** Algorithm 1 of the paper, mended: kernel ridge regressions that begin at the NTK and reweigh its gates until nothing changes. */
export const reweighting: Runner = {
  run(bench, _settings, { signal }) {
    const solver = iterativeReweighting({ initial: ntkWeights(bench.arrangement) });
    return gatedSolution(bench, { solver, tolerance: 1e-6, maxIterations: 300, timeLimit: 5, signal });
  },
};
