// λ from the noise: Theorem 6.1
import { type PredictionErrorPenalty, randomGenerator, train } from "halfspace";
import {
  confidenceOf,
  deviationsOf,
  estimateNoise,
  gaussianNormTail,
  predictionErrorBound,
  predictionErrorRule,
} from "halfspace/theory";

const random = randomGenerator(2);
const inputs = Array.from({ length: 60 }, () => [random.gaussian(), random.gaussian()]);
const targets = inputs.map(([x, y]) => Math.max(0, x) + y + 0.2 * random.gaussian());

// The estimate errs on the large side.
const [noise] = estimateNoise(inputs, targets);
console.log(noise > 0.15 && noise < 0.6); // → true
const rule = predictionErrorRule(inputs, { noise: 0.2, confidence: 0.95 });
console.log(rule.deviations.toFixed(3)); // → 5.432
// The rule and its inverse; for so many masks the union bound of the corrected proof.
console.log(confidenceOf(deviationsOf(0.95)).toFixed(3)); // → 0.950
console.log(deviationsOf(0.95, 1000) > deviationsOf(0.95)); // → true
// The mean squared error of the prediction is at most this, for a teacher of norm 3.
console.log(predictionErrorBound(rule.lambda, 60, 3).toFixed(3)); // → 1.149
console.log(gaussianNormTail(10, 4) < 0.001); // → true
const lambda: PredictionErrorPenalty = { rule: "theorem-6-1", noise: 0.2, confidence: 0.95 };
console.log((await train({ inputs, targets, lambda, gates: 30 })).status); // → solved
