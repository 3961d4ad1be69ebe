// Choose a loss: for numbers, for counts, for classes
import {
  hinge,
  huber,
  type Loss,
  logistic,
  lossNames,
  namedLoss,
  poisson,
  quantile,
  softmax,
  squared,
  squaredHinge,
  train,
} from "halfspace";

const inputs = Array.from({ length: 40 }, (_, row) => [row / 10]);
const numbers = inputs.map(([x], row) => Math.max(0, x - 2) + (row === 5 ? 30 : 0));
// One value is far off: the squared loss follows it, Huber's and the median do not.
const settings = { inputs, targets: numbers, gates: 20, lambdaFraction: 0.05 };
const middle = async (loss: Loss) =>
  (await train({ ...settings, loss })).network.predict([[0.5]])[0].toFixed(1);
console.log(await middle(squared())); // → 10.3
console.log(await middle(huber({ delta: 0.5 }))); // → 0.1
console.log(await middle(quantile({ quantile: 0.5 }))); // → 0.0
// Counts have a mean that is never negative.
const counts = inputs.map(([x]) => Math.floor(x * x));
const counted = await train({
  inputs,
  targets: counts,
  loss: poisson(),
  gates: 20,
  lambdaFraction: 0.01,
});
console.log(counted.network.predict([[0], [3]]).every((mean) => mean > 0)); // → true
// Classes: logistic and the hinges for two, softmax for more.
const losses: Loss[] = [logistic(), hinge(), squaredHinge(), softmax()];
console.log(losses.map(({ name }) => name).join(" ")); // → logistic hinge squared-hinge softmax
// By name, as model files and the command line write them.
console.log(lossNames.length); // → 8
console.log(namedLoss("huber", { delta: 2 })?.name); // → huber
