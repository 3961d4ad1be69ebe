import { gatedReluProgram, kernelRidgeRegression, type Matrix, sampleArrangement } from "halfspace";
import type { Model } from "./model.js";

/** Kernel ridge regression with the NTK (10): every gate weighed by its cone's share of directions, whatever the data say. */
export const ntkRidge: Model = {
  id: "ntk-ridge",
  name: "NTK ridge",
  description: "kernel of the infinitely wide network",
  family: "gated",
  colour: "ntk",
  proves: false,
  live: true,
  async run({ design, problem, program, drawn }, { seed }) {
    const start = performance.now();
    const model = kernelRidgeRegression({ inputs: design, targets: problem.targets });
    const seconds = (performance.now() - start) / 1000;
    const fitted = model.fitted.values;
    const size = functionSize(design, model.dualCoefficients, seed);
    const objective = program.loss.value(fitted, program.data) + program.lambda * size;
    return {
      objective,
      certificate: null,
      words: "Exact for its own kernel, which never saw the targets; as a network it is not the best.",
      surface: model.predict(drawn).values,
      fitted,
      seconds,
      trace: [{ seconds, objective }],
      gates: new Float64Array(0),
      gateWeights: null,
      network: null,
    };
  },
};

const drawnGates = 4000;

/** Σ η̃_i‖XᵀD_iα‖, the price of w_i = η̃_iXᵀD_iα in the measure of the other models, with η̃ the shares of drawn gates. */
function functionSize(design: Matrix, { values: alpha }: Matrix, seed: number): number {
  const arrangement = sampleArrangement(design, { count: drawnGates, seed });
  const { operator } = gatedReluProgram({ inputs: design, targets: alpha, arrangement, lambda: 1 });
  const norms = new Float64Array(arrangement.maskCount);
  operator.norms(alpha, 1, norms);
  operator.dispose();
  return norms.reduce((sum, norm, gate) => sum + (arrangement.counts[gate] / drawnGates) * norm, 0);
}
