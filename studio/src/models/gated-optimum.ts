import { describeCertificate, predictionsOf, solve } from "halfspace";
import { networkPredictions } from "halfspace/networks";
import type { SparseBlocks } from "halfspace/programs";
import { gatedNetworkAt, gatesOf, gateWeightsOf } from "./gated-point.js";
import type { Runner, TracePoint } from "./model.js";

/** Program (8), solved and certified. */
export const gatedOptimum: Runner = {
  async run({ program, drawn, arrangement }, { tolerance }, { signal }) {
    const trace: TracePoint[] = [];
    const solution = await solve(program, {
      tolerance,
      maxIterations: 400,
      signal,
      onProgress: ({ elapsedSeconds, primalObjective, dualityGap }) =>
        trace.push({ seconds: elapsedSeconds, objective: primalObjective, gap: dualityGap }),
    });
    const { dualPoint: _, primalPoint, ...certificate } = solution.certificate;
    const point: SparseBlocks = primalPoint;
    trace.push({ seconds: solution.seconds, objective: certificate.primalObjective, gap: certificate.dualityGap });
    const network = gatedNetworkAt(arrangement, point);
    return {
      objective: certificate.primalObjective,
      certificate,
      words: describeCertificate(certificate),
      surface: networkPredictions(network, drawn).values,
      fitted: predictionsOf(program, point),
      seconds: solution.seconds,
      trace,
      gates: gatesOf(arrangement, point),
      gateWeights: gateWeightsOf(arrangement, point),
      network,
    };
  },
};
