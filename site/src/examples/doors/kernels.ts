// Kernels, and ridge regression with them
import { arrangementFromGates, matrix, sampleArrangement } from "halfspace";
import {
  finiteWidthTangentKernel,
  gaussianKernel,
  type Kernel,
  kernelOf,
  kernelRidge,
  kernelRidgeClassification,
  kernelRidgeProgram,
  laplaceKernel,
  maskingKernel,
  ntkWeightEstimates,
  reluTangentKernel,
  weightedKernelSum,
} from "halfspace/kernels";

const inputs = Array.from({ length: 12 }, (_, row) => [row / 6 - 1, 1]);
const gaussian: Kernel = gaussianKernel(0.5);
const laplace: Kernel = laplaceKernel(0.5);
console.log(laplace([[1, 2]]).values[0]); // → 1
console.log(gaussian(inputs, inputs).values[0]); // → 1
const described = kernelOf({ kind: "gaussian", bandwidth: 0.5 });
console.log(described(inputs, inputs).values[1] === gaussian(inputs, inputs).values[1]); // → true
console.log(reluTangentKernel(inputs).rows); // → 12
// A network of width 200 at its start, and the limit.
const finite = finiteWidthTangentKernel(inputs, { network: "gated", width: 200, seed: 1 });
console.log(finite.rows === 12); // → true

// The kernel of masks: the share of gates that are open for both rows, times their product.
const gates = [
  [1, -1],
  [0.5, 0.5],
];
const masking = maskingKernel(gates, [1, 1]);
console.log(arrangementFromGates(inputs, gates).maskCount); // → 2
const both = weightedKernelSum([gaussian, masking], [0.5, 0.5]);
console.log(both(inputs, inputs).columns); // → 12
console.log(ntkWeightEstimates(sampleArrangement(inputs, { count: 5, seed: 1 })).method); // → monte-carlo

// Ridge regression by hand: one factorisation serves every penalty.
const gram = gaussian(inputs, inputs);
const targets = Float64Array.from(inputs, ([x]) => Math.abs(x));
const ridge = kernelRidge(gram.values, 12, targets);
console.log(ridge.dualCoefficients(0.1).length); // → 12
console.log(ridge.leaveOneOutResiduals(0.1).length); // → 12
console.log(kernelRidgeProgram(gram, matrix(12, 1, targets), 0.1).kind); // → kernel-ridge
const classes = inputs.map(([x]) => (x > 0 ? 1 : 0));
const classifier = kernelRidgeClassification({
  inputs,
  targets: classes,
  kernel: gaussian,
  lambda: 0.1,
});
const places = [
  [0.8, 1],
  [-0.8, 1],
];
console.log(classifier.classify(places).join(" ")); // → 1 0
