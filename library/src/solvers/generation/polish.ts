import { lbfgs } from "../../optimisation/lbfgs.js";
import {
  alongBarriers,
  keepWithin,
  orthonormalSpan,
  type PricedTable,
  removeSpan,
  sideOfSign,
} from "../../pricing/index.js";
import { type NetworkTraining, weightObjective } from "../../programs/network-training.js";
import { balancedWeights, type Neurons, neuronsOfWeights } from "./neurons.js";

/**
 * Moves directions and weights together: L-BFGS steps on F(W, a), the gradient of every w_i projected off the kinks it sits on, so that
 * neurons slide along the hyperplanes where pricing left them. F never increases. In monotone networks the steps are on F of the nearest weights
 * with the signs of their columns.
 */
export function* polishNeurons(
  problem: NetworkTraining,
  table: PricedTable,
  neurons: Neurons,
  steps: number,
): Generator<undefined, Neurons> {
  const { count } = neurons;
  if (count === 0 || steps === 0) return neurons;
  const { columns: d } = problem.inputs;
  const { values: x } = table.sides[0].table;
  const spans = neurons.kinks.map((rows) => orthonormalSpan(x, d, rows));
  const objective = weightObjective(problem, count);
  const signed = signedWeights(table, neurons, d);
  const evaluate = (theta: Float64Array, gradient: Float64Array) => {
    const value = objective.evaluate(signed.nearest(theta), gradient);
    signed.project(theta, gradient);
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
  return neuronsOfWeights(signed.nearest(theta), d, neurons.kinks);
}

/** The weights θ = [w_1 … w_m, a_1 … a_m] that a neuron may have, where its output keeps its sign. */
interface SignedWeights {
  /** The nearest of them. */
  nearest(theta: Float64Array): Float64Array;
  /** In place: the gradient at the nearest ones becomes that at θ. */
  project(theta: Float64Array, gradient: Float64Array): void;
}

const anyWeights: SignedWeights = { nearest: (theta) => theta, project: () => undefined };

function signedWeights(table: PricedTable, { count, signs }: Neurons, d: number): SignedWeights {
  if (table.sides.length === 1) return anyWeights;
  const sides = Array.from(signs, (sign) => sideOfSign(table, sign));
  return {
    nearest(theta) {
      const out = theta.slice();
      for (let i = 0; i < count; i++) {
        keepWithin(sides[i], out.subarray(i * d, (i + 1) * d));
        if (signs[i] * out[count * d + i] < 0) out[count * d + i] = 0;
      }
      return out;
    },
    project(theta, gradient) {
      for (let i = 0; i < count; i++) {
        alongBarriers(sides[i], theta.subarray(i * d, (i + 1) * d), gradient.subarray(i * d, (i + 1) * d));
        if (signs[i] * theta[count * d + i] < 0) gradient[count * d + i] = 0;
      }
    },
  };
}
