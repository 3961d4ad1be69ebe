import { describeCertificate, predictionsOf, type SparseBlocks, solve } from "halfspace";
import { gatedSurface, gatesOf, gateWeightsOf } from "./gated-point.js";
import type { Model, TracePoint } from "./model.js";

/** Program (8), solved and certified. */
export const gatedOptimum: Model = {
  id: "gated-optimum",
  name: "Gated optimum",
  description: "convex program, fixed gates",
  colour: "optimum",
  proves: true,
  live: true,
  async run({ program, drawn, arrangement }, _settings, { signal }) {
    const trace: TracePoint[] = [];
    const solution = await solve(program, {
      tolerance: 1e-8,
      maxIterations: 400,
      signal,
      onProgress: ({ elapsedSeconds, primalObjective, dualityGap }) =>
        trace.push({ seconds: elapsedSeconds, objective: primalObjective, gap: dualityGap }),
    });
    const { dualPoint: _, primalPoint, ...certificate } = solution.certificate;
    const point: SparseBlocks = primalPoint;
    trace.push({ seconds: solution.seconds, objective: certificate.primalObjective, gap: certificate.dualityGap });
    return {
      objective: certificate.primalObjective,
      certificate,
      words: describeCertificate(certificate),
      surface: gatedSurface(arrangement, point, drawn),
      fitted: predictionsOf(program, point),
      seconds: solution.seconds,
      trace,
      gates: gatesOf(arrangement, point),
      gateWeights: gateWeightsOf(arrangement, point),
    };
  },
};
