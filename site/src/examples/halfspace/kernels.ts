// Kernel ridge regression with the neural tangent kernel
import {
  kernelRidgeRegression,
  type Matrix,
  matrix,
  neuralTangentKernel,
  ntkWeights,
  randomGenerator,
  sampleArrangement,
} from "halfspace";

const inputs: Matrix = matrix(
  30,
  2,
  Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? at / 30 - 1 : 1)),
);
const targets = Array.from({ length: 30 }, (_, row) => Math.abs(inputs.values[2 * row]));
const kernel = neuralTangentKernel(inputs);
console.log(`${kernel.rows} × ${kernel.columns}`); // → 30 × 30

const model = kernelRidgeRegression({ inputs, targets, lambda: 1e-3 });
console.log(Math.abs(model.predict([[0.5, 1]]).values[0] - 0.5) < 0.05); // → true
// The weights of the gates under which the drawn kernel is an estimate of the NTK: they sum to about one.
const weights = ntkWeights(sampleArrangement(inputs, { count: 10, seed: 1 }));
console.log(weights.every((weight) => weight >= 0)); // → true
// The same seed, the same draws.
const [first, second] = [randomGenerator(7), randomGenerator(7)];
console.log(first.uniform() === second.uniform()); // → true
