// State a convex program by hand and solve it in four ways
import {
  type Arrangement,
  arrangementFromGates,
  describeCertificate,
  enumerateArrangement,
  fista,
  gatedReluProgram,
  iterativeReweighting,
  lambdaMax,
  predictionsOf,
  programEvidence,
  type Solution,
  sampleArrangement,
  simpleMkl,
  solve,
  verifyCertificate,
  workingSet,
} from "halfspace";
import { multipleKernelProgram } from "halfspace/kernels";

const inputs = Array.from({ length: 20 }, (_, row) => [
  (row % 5) / 2,
  Math.floor(row / 5) / 2,
  1,
]);
const targets = inputs.map(([first, second]) => Math.max(0, first - second));
const sampled = sampleArrangement(inputs, { count: 40, seed: 1 });
const program = gatedReluProgram({
  inputs,
  targets,
  arrangement: sampled,
  lambdaFraction: 0.1,
});
console.log((program.lambda / lambdaMax(program)).toFixed(3)); // → 0.100

const solution: Solution<typeof program> = await solve(program, {
  solver: workingSet(),
  tolerance: 1e-8,
});
console.log(solution.status); // → solved
console.log(verifyCertificate(program, solution.certificate).verified); // → true
console.log(describeCertificate(solution.certificate).startsWith("optimal")); // → true
console.log(predictionsOf(program, solution.point).length); // → 20
// A first-order method and reweighted least squares find the same optimum.
const { primalObjective } = solution.certificate;
const objectives = [fista(), iterativeReweighting()].map(async (solver) => {
  const other = await solve(program, { solver, tolerance: 1e-6 });
  return Math.abs(other.certificate.primalObjective / primalObjective - 1) < 1e-5;
});
console.log((await Promise.all(objectives)).join(" ")); // → true true
// The same network as learning with many kernels.
const mkl = multipleKernelProgram({
  inputs,
  targets,
  arrangement: sampled,
  lambda: program.lambda,
});
console.log((await solve(mkl, { solver: simpleMkl(), tolerance: 1e-4 })).status); // → solved

// Every way in which a half-space can cut these rows, and gates of one's own.
const complete: Arrangement = enumerateArrangement(inputs);
console.log(complete.coverage); // → complete
const own = arrangementFromGates(inputs, [
  [1, -1],
  [-1, 1],
  [0, 0],
]);
console.log(own.maskCount); // → 2
console.log(JSON.parse(programEvidence(program, solution.certificate)).format); // → halfspace-evidence
