// The group lasso and learning with many kernels are one problem
import { gatedReluProgram, sampleArrangement, solve } from "halfspace";
import {
  groupLassoOf,
  groupPenaltyOf,
  kernelPenaltyAsPrinted,
  kernelPenaltyOf,
  kernelWeightsOf,
  type MultipleKernelProgram,
  multipleKernelObjective,
  multipleKernelProgram,
} from "halfspace/kernels";
import { multipleKernelNewton } from "halfspace/solvers";

const inputs = Array.from({ length: 20 }, (_, row) => [
  (row % 5) / 2 - 1,
  Math.floor(row / 5) / 2 - 1,
  1,
]);
const targets = inputs.map(([x, y]) => Math.max(0, x - y));
const arrangement = sampleArrangement(inputs, { count: 15, seed: 1 });
const lasso = await solve(gatedReluProgram({ inputs, targets, arrangement, lambda: 0.5 }), {
  tolerance: 1e-9,
});

// The penalty of the kernel problem that has the same solution, and the way back.
const lambda = kernelPenaltyOf(0.5, lasso.point);
console.log(groupPenaltyOf(lambda, lasso.point).toFixed(6)); // → 0.500000
// The paper prints twice of it.
console.log((kernelPenaltyAsPrinted(0.5, lasso.point) / lambda).toFixed(3)); // → 2.000
const kernels: MultipleKernelProgram = multipleKernelProgram({
  inputs,
  targets,
  arrangement,
  lambda,
});
const solved = await solve(kernels, { solver: multipleKernelNewton(), tolerance: 1e-8 });
console.log(solved.status); // → solved
// The weight of each kernel is the share of its gate in the norm; together they are 1.
const weights = kernelWeightsOf(lasso.program, lasso.point);
console.log([...weights].reduce((sum, each) => sum + each, 0).toFixed(6)); // → 1.000000
console.log(Number.isFinite(multipleKernelObjective(kernels, weights))); // → true
console.log(groupLassoOf(kernels, 0.5).lambda); // → 0.5
