import { kernelRidgeRegression, ntkWeights } from "halfspace";
import { shownOf } from "../workbench/shown.js";
import type { Runner } from "./model.js";

/** Kernel ridge regression with the NTK (10): every gate weighed by its cone's share of directions, whatever the data say. */
export const ntkRidge: Runner = {
  async run(bench) {
    const { design, problem, program, arrangement } = bench;
    const start = performance.now();
    const model = kernelRidgeRegression({ inputs: design, targets: problem.targets });
    const seconds = (performance.now() - start) / 1000;
    const fitted = model.fitted.values;
    // The same measure as the others: w_i = η̃_iXᵀD_iα.
    const gateWeights = ntkWeights(arrangement);
    const norms = new Float64Array(arrangement.maskCount);
    program.operator.norms(model.dualCoefficients.values, 1, norms);
    const size = norms.reduce((sum, norm, gate) => sum + gateWeights[gate] * norm, 0);
    const objective = program.loss.value(fitted, program.data) + program.lambda * size;
    return {
      objective,
      certificate: null,
      words: "Exact for its own kernel, which never saw the targets; as a network it is not the best.",
      ...shownOf(bench, (rows) => model.predict(rows).values),
      fitted,
      seconds,
      trace: [{ seconds, objective }],
      gates: new Float64Array(0),
      gateWeights,
      network: null,
    };
  },
};
