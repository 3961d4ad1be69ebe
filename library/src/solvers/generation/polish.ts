import { lbfgs } from "../../optimisation/lbfgs.js";
import { orthonormalSpan, removeSpan } from "../../pricing/index.js";
import { type NetworkTraining, weightObjective } from "../../programs/network-training.js";
import { balancedWeights, type Neurons, neuronsOfWeights } from "./neurons.js";

/**
 * Moves directions and weights together: L-BFGS steps on F(W, a), the gradient of every w_i projected off the kinks it sits on, so that
 * neurons slide along the hyperplanes where pricing left them. F never increases.
 */
export function* polishNeurons(
  problem: NetworkTraining,
  neurons: Neurons,
  steps: number,
): Generator<undefined, Neurons> {
  const { count } = neurons;
  if (count === 0 || steps === 0) return neurons;
  const { values: x, columns: d } = problem.inputs;
  const spans = neurons.kinks.map((rows) => orthonormalSpan(x, d, rows));
  const objective = weightObjective(problem, count);
  const evaluate = (theta: Float64Array, gradient: Float64Array) => {
    const value = objective.evaluate(theta, gradient);
    spans.forEach((span, i) => {
      if (span.length > 0) removeSpan(gradient.subarray(i * d, (i + 1) * d), span, d);
    });
    return value;
  };
  const start = balancedWeights(neurons, d);
  let theta = start;
  for (const { point } of lbfgs(evaluate, start, { maxIterations: steps, searchLimit: 12 })) {
    theta = point;
    yield undefined;
  }
  return neuronsOfWeights(theta, d, neurons.kinks);
}
