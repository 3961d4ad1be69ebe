// Train a network on rows of numbers
import { type PathPoint, type TrainOptions, type TrainProgress, train } from "halfspace";

// y = |x₁ − 1| + x₂, which no straight line follows.
const inputs = Array.from({ length: 60 }, (_, row) => [
  (row % 10) / 3,
  Math.floor(row / 10) / 2,
]);
const targets = inputs.map(([first, second]) => Math.abs(first - 1) + second);
let last: TrainProgress | undefined;
const options: TrainOptions = {
  inputs,
  targets,
  gates: 200,
  seed: 1,
  onProgress: (progress) => (last = progress),
};

const result = await train(options);
console.log(result.status); // → solved
console.log(result.certificate.relativeGap < 1e-6); // → true
const path: readonly PathPoint[] = result.path;
console.log(path.at(-1)?.lambdaFraction === result.lambdaFraction); // → true
console.log(last?.stage); // → refit
console.log(result.network.predict([[1, 0.5]])[0].toFixed(1)); // → 0.6
