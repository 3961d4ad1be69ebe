import { expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { reluNetwork, reluPredictions } from "../networks/relu.js";
import { generateGates } from "../solvers/generation/generate-gates.js";
import { productOfSigns, recogniseFourNeurons } from "./product-of-signs.js";

it("the four neurons of (12.22) are x₁x₂, and are recognised", () => {
  const d = 5;
  const hidden = new Float64Array(4 * d);
  [
    [1, 1],
    [-1, -1],
    [1, -1],
    [-1, 1],
  ].forEach(([first, second], i) => {
    hidden[i * d] = first;
    hidden[i * d + 1] = second;
  });
  const network = reluNetwork(matrix(4, d, hidden), matrix(4, 1, [0.5, 0.5, -0.5, -0.5]));
  const { inputs, targets } = productOfSigns(64, d, 1);
  expect(reluPredictions(network, inputs).values).toEqual(targets);
  expect(recogniseFourNeurons(network)).toMatchObject({ share: 1, all: true });
  const swapped = reluNetwork(network.hidden, matrix(4, 1, [-0.5, 0.5, -0.5, -0.5]));
  expect(recogniseFourNeurons(swapped).all).toBe(false);
});

it("gate generation finds them from 4d samples, and errs on no fresh sample", async () => {
  for (const d of [10, 40]) {
    const { inputs, targets } = productOfSigns(4 * d, d, 3);
    const lambda = (0.1 * 4 * d) / Math.SQRT2;
    const { network } = await generateGates({ inputs, targets, lambda, maxStarts: 100, tolerance: 1e-3 });
    expect(recogniseFourNeurons(network).all).toBe(true);
    const fresh = productOfSigns(2000, d, 4);
    const predicted = reluPredictions(network, fresh.inputs).values;
    expect(predicted.every((value, j) => value * fresh.targets[j] > 0)).toBe(true);
  }
});
