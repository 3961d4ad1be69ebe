// Intervals and sets that hold the truth as often as they say
import {
  guaranteedCoverage,
  type Intervals,
  type PredictedIntervals,
  predictIntervals,
  predictSets,
  randomGenerator,
  train,
} from "halfspace";

const random = randomGenerator(1);
const inputs = Array.from({ length: 80 }, () => [random.uniform(), random.uniform()]);
const noisy = inputs.map(([x, y]) => Math.abs(x - y) + 0.1 * random.gaussian());
const model = await train({
  inputs,
  targets: noisy,
  intervals: 0.8,
  gates: 50,
  lambdaFraction: 0.05,
});
const { lower, upper }: PredictedIntervals = predictIntervals(model, [[0.5, 0.5]]);
console.log(lower[0] < 0 && upper[0] > 0); // → true
// The model keeps five further networks and the score of every row.
const kept: Intervals | undefined = model.intervals;
console.log(kept?.networks.length, kept?.scores.length); // → 5 80
// What theory promises at least, on average over tables.
console.log(guaranteedCoverage(0.9, 1000, 5).toFixed(3)); // → 0.792

const kinds = inputs.map(([x, y]) => (x + 0.2 * random.gaussian() > y ? "below" : "above"));
const classifier = await train({
  inputs,
  targets: kinds,
  intervals: 0.8,
  gates: 50,
  lambdaFraction: 0.05,
});
// Far from the border one label is enough.
console.log(JSON.stringify(predictSets(classifier, [[0.95, 0.05]]))); // → [["below"]]
