import { describeCertificate, iterativeReweighting, ntkWeights, predictionsOf, solve } from "halfspace";
import { networkPredictions } from "halfspace/networks";
import { gatedNetworkAt, gatesOf, gateWeightsOf } from "./gated-point.js";
import type { Runner, TracePoint } from "./model.js";

/** Algorithm 1 of the paper, mended: kernel ridge regressions that begin at the NTK and reweigh its gates until nothing changes. */
export const reweighting: Runner = {
  async run({ program, arrangement, drawn }, _settings, { signal }) {
    const trace: TracePoint[] = [];
    const solution = await solve(program, {
      solver: iterativeReweighting({ initial: ntkWeights(arrangement) }),
      tolerance: 1e-6,
      maxIterations: 300,
      timeLimit: 5,
      signal,
      onProgress: ({ elapsedSeconds, primalObjective, dualityGap }) =>
        trace.push({ seconds: elapsedSeconds, objective: primalObjective, gap: dualityGap }),
    });
    const { dualPoint: _, primalPoint, ...certificate } = solution.certificate;
    const network = gatedNetworkAt(arrangement, primalPoint);
    return {
      objective: certificate.primalObjective,
      certificate,
      words: describeCertificate(certificate),
      surface: networkPredictions(network, drawn).values,
      fitted: predictionsOf(program, primalPoint),
      seconds: solution.seconds,
      trace,
      gates: gatesOf(arrangement, primalPoint),
      gateWeights: gateWeightsOf(arrangement, primalPoint),
      network,
    };
  },
};
