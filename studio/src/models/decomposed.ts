import { coneDecomposition, solve } from "halfspace";
import { networkPredictions } from "halfspace/networks";
import { shownOf } from "../workbench/shown.js";
import type { Runner } from "./model.js";

/** The gated optimum turned into plain neurons that agree with it on every row: the short cut, whose price is the larger norm. */
export const decomposed: Runner = {
  async run(bench, { tolerance }, { signal }) {
    const { program, design } = bench;
    const begin = performance.now();
    const { certificate } = await solve(program, { tolerance, maxIterations: 400, signal });
    const { network, objective, inflation } = coneDecomposition({ program, point: certificate.primalPoint });
    const seconds = (performance.now() - begin) / 1000;
    return {
      objective,
      certificate: null,
      words: `Agrees with the gated optimum on every point; its weights are ${Number(inflation.toPrecision(3))} times as large. No proof that it is the best.`,
      ...shownOf(bench, (rows) => networkPredictions(network, rows).values),
      fitted: networkPredictions(network, design).values,
      seconds,
      trace: [{ seconds, objective }],
      gates: network.hidden.values,
      gateWeights: null,
      network,
    };
  },
};
