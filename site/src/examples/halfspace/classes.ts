// Classes: labels, probabilities and scores
import {
  baselineScore,
  givesProbabilities,
  type Label,
  predictLabels,
  predictProbabilities,
  score,
  train,
} from "halfspace";

// Inside of a circle or outside.
const inputs = Array.from({ length: 100 }, (_, row) => [
  (row % 10) / 4.5 - 1,
  Math.floor(row / 10) / 4.5 - 1,
]);
const targets: Label[] = inputs.map(([x, y]) => (x * x + y * y < 0.5 ? "inside" : "outside"));
const model = await train({ inputs, targets, gates: 100, lambdaFraction: 0.01 });
console.log(JSON.stringify(model.labels)); // → ["inside","outside"]
const places = [
  [0, 0],
  [1, 1],
];
console.log(predictLabels(model, places).join(" ")); // → inside outside
console.log(givesProbabilities(model)); // → true
const [inside, outside] = predictProbabilities(model, [[0, 0]]).values;
console.log(inside > 0.9 && inside + outside === 1); // → true
const scores = score(model, inputs, targets) as { accuracy: number };
const baseline = baselineScore(model, targets, targets) as { accuracy: number };
console.log(scores.accuracy > baseline.accuracy); // → true
