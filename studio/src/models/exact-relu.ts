import { describeCertificate, type ExactReluProgram, predictionsOf, solve } from "halfspace";
import { exactReluNetwork, networkPredictions } from "halfspace/networks";
import type { SparseBlocks } from "halfspace/programs";
import { augmentedLagrangian } from "halfspace/solvers";
import { exactProgram } from "../workbench/exact-program.js";
import { recorder } from "../workbench/recorder.js";
import { shownOf } from "../workbench/shown.js";
import type { Runner } from "./model.js";

/** Program (3), solved and certified: with all gate patterns at hand its optimum is that of the non-convex training problem. */
export const exactRelu: Runner = {
  async run(bench, { tolerance }, { signal }) {
    const program = exactProgram(bench);
    const { trace, onProgress } = recorder();
    const solution = await solve(program, {
      solver: augmentedLagrangian(),
      tolerance,
      maxIterations: 300,
      signal,
      onProgress,
    });
    const { dualPoint: _, primalPoint, ...certificate } = solution.certificate;
    trace.push({ seconds: solution.seconds, objective: certificate.primalObjective, gap: certificate.dualityGap });
    const network = exactReluNetwork(program, primalPoint);
    return {
      objective: certificate.primalObjective,
      certificate,
      words: describeCertificate(certificate),
      ...shownOf(bench, (rows) => networkPredictions(network, rows).values),
      fitted: predictionsOf(program, primalPoint),
      seconds: solution.seconds,
      trace,
      gates: network.hidden.values,
      gateWeights: signedGateWeights(program, primalPoint),
      network,
    };
  },
};

/** (‖v_i‖ + ‖u_i‖) / Σ for every gate of the arrangement. */
function signedGateWeights({ arrangement }: ExactReluProgram, { which, blocks }: SparseBlocks): Float64Array {
  const weights = new Float64Array(arrangement.maskCount);
  const size = arrangement.featureCount;
  let total = 0;
  which.forEach((block, a) => {
    const norm = Math.hypot(...blocks.subarray(a * size, (a + 1) * size));
    weights[block % arrangement.maskCount] += norm;
    total += norm;
  });
  return total > 0 ? weights.map((weight) => weight / total) : weights;
}
