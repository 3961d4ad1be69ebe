import {
  describeCertificate,
  type GatedReluProgram,
  predictionsOf,
  type SolveOptions,
  type SquaredLoss,
  solve,
} from "halfspace";
import { networkPredictions } from "halfspace/networks";
import type { Solver } from "halfspace/solvers";
import type { Outcome } from "../models/model.js";
import { gatedNetworkAt, gatesOf, gateWeightsOf } from "./gated-point.js";
import { recorder } from "./recorder.js";
import { shownOf } from "./shown.js";
import type { Workbench } from "./workbench.js";

/** Program (8) of a workbench, solved by a solver and certified, as the page shows it. */
export async function gatedSolution(
  bench: Workbench,
  options: SolveOptions & { readonly solver?: Solver<GatedReluProgram<SquaredLoss>> },
): Promise<Outcome> {
  const { program, arrangement } = bench;
  const { trace, onProgress } = recorder();
  const solution = await solve(program, { ...options, onProgress });
  const { dualPoint: _, primalPoint, ...certificate } = solution.certificate;
  trace.push({ seconds: solution.seconds, objective: certificate.primalObjective, gap: certificate.dualityGap });
  const network = gatedNetworkAt(arrangement, primalPoint);
  return {
    objective: certificate.primalObjective,
    certificate,
    words: describeCertificate(certificate),
    ...shownOf(bench, (rows) => networkPredictions(network, rows).values),
    fitted: predictionsOf(program, primalPoint),
    seconds: solution.seconds,
    trace,
    gates: gatesOf(arrangement, primalPoint),
    gateWeights: gateWeightsOf(arrangement, primalPoint),
    network,
  };
}
