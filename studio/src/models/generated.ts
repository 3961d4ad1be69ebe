import { describeCertificate, generateGates } from "halfspace";
import { networkPredictions } from "halfspace/networks";
import { recorder } from "../workbench/recorder.js";
import { shownOf } from "../workbench/shown.js";
import type { Runner } from "./model.js";

/** The same network found without listing gates: neurons are added where the dual constraint is broken, until none is left. */
export const generated: Runner = {
  async run(bench, { seed }, { signal }) {
    const { design, problem, program } = bench;
    const { trace: steps, onProgress } = recorder();
    const { network, certificate, seconds } = await generateGates({
      inputs: design,
      targets: problem.targets,
      lambda: program.lambda,
      seed,
      tolerance: 1e-7,
      timeLimit: 10,
      signal,
      onProgress,
    });
    const { primalObjective, dualityGap } = certificate;
    // On the way a gap speaks of the neurons that were found so far, and not of all networks.
    const trace = [
      ...steps.map(({ seconds, objective }) => ({ seconds, objective })),
      { seconds, objective: primalObjective, gap: dualityGap },
    ];
    return {
      objective: primalObjective,
      certificate,
      words: describeCertificate(certificate),
      ...shownOf(bench, (rows) => networkPredictions(network, rows).values),
      fitted: networkPredictions(network, design).values,
      seconds,
      trace,
      gates: network.hidden.values,
      gateWeights: null,
      network,
    };
  },
};
