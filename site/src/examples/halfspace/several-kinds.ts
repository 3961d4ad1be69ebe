// Plain neurons, kernels and generated gates from the same call
import {
  type AnyTrainResult,
  type GeneratedTrainResult,
  type KernelTrainResult,
  train,
} from "halfspace";
import type { AllNetworksBound } from "halfspace/programs";

const inputs = Array.from({ length: 25 }, (_, row) => [row / 12 - 1]);
const targets = inputs.map(([x]) => Math.abs(x) - Math.max(0, x - 0.5));
const results: AnyTrainResult[] = [
  await train({ inputs, targets, model: "relu", gates: 30, lambdaFraction: 0.01 }),
  await train({ inputs, targets, model: "ntk" }),
  await train({ inputs, targets, model: "relu", gates: "generate", lambdaFraction: 0.01 }),
];
console.log(results.map(({ model, status }) => `${model}: ${status}`).join(", ")); // → relu: solved, ntk: solved, relu: solved
const [, kernel, generated] = results as [
  AnyTrainResult,
  KernelTrainResult,
  GeneratedTrainResult,
];
console.log(kernel.lambda > 0); // → true
// One column and a constant: the search over all gates is exact, and the certificate speaks of every network.
console.log(generated.certificate.coverage); // → complete
// Where the search is not exact, this bound over all networks stands beside it.
const bound: AllNetworksBound | undefined = generated.allNetworks;
console.log(bound === undefined || bound.relativeGap < 1); // → true
