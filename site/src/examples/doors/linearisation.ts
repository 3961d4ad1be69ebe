// The linearised network of lecture 12
import { matrix, randomGenerator } from "halfspace";
import { reluPredictions } from "halfspace/networks";
import {
  descentRate,
  displacedNetwork,
  gradientFeatures,
  infiniteWidthFit,
  linearise,
  linearisedDescent,
  linearisedPredictions,
  minimumNormFit,
} from "halfspace/theory";

const random = randomGenerator(3);
const inputs = Array.from({ length: 8 }, () => [random.gaussian(), random.gaussian(), 1]);
const targets = inputs.map(([x, y]) => x * y);

// A wide network at its random start, and the smallest step that fits all rows (12.8).
const start = linearise({ inputs, width: 2000, seed: 1 });
const fit = minimumNormFit(start, targets);
console.log(fit.residualNorm < 1e-8); // → true
const [first] = linearisedPredictions(start, fit.displacement, inputs);
console.log(Math.abs(first - targets[0]) < 1e-6); // → true
// The true network at that place is near: the wider, the nearer.
const moved = reluPredictions(displacedNetwork(start, fit.displacement), inputs);
console.log(Math.abs(moved.values[0] - targets[0]) < 0.2); // → true
// The limit of infinite width moves about as far.
const limit = infiniteWidthFit(inputs, targets);
console.log(Math.abs(limit.displacementNorm / fit.displacementNorm - 1) < 0.2); // → true

// Gradient descent on the linearised network converges at the rate that its spectrum predicts.
const { step, factor } = descentRate(start);
console.log(step > 0 && factor < 1); // → true
const losses = [...linearisedDescent(start, targets, { steps: 20 })].map(({ loss }) => loss);
console.log(losses[20] < losses[0]); // → true
// The features of the gradient, never formed: products with them and their Gram matrix.
const features = gradientFeatures(
  matrix(2, 1, [1, -1]),
  Float64Array.of(1, -1),
  Float64Array.of(1, 1),
);
console.log(features.gram().rows); // → 2
