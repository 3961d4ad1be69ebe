// Other activations than the ReLU
import {
  type Activation,
  absoluteValue,
  activationNames,
  leakyRelu,
  relu,
  threshold,
  train,
} from "halfspace";

const activations: Activation[] = [
  relu(),
  leakyRelu({ negative: 0.1 }),
  absoluteValue(),
  threshold(),
];
console.log(activations.map(({ name }) => name).join(" ")); // → relu leaky-relu absolute-value threshold
console.log(activationNames.length); // → 4

const inputs = Array.from({ length: 30 }, (_, row) => [row / 10 - 1.5]);
const targets = inputs.map(([x]) => Math.abs(x));
const { certificate } = await train({
  inputs,
  targets,
  activation: absoluteValue(),
  gates: 20,
  lambdaFraction: 0.01,
});
console.log(certificate.relativeGap < 1e-6); // → true
