// Solvers for one kind of program, and for linear systems
import {
  enumerateArrangement,
  exactReluProgram,
  gatedReluProgram,
  iterativeReweighting,
  matrix,
  solve,
} from "halfspace";
import {
  augmentedLagrangian,
  blockCoordinateDescent,
  denseBlocks,
  type Iterate,
  iterativeReweightingAsPrinted,
  type LinearOperator,
  lsmr,
  lsqr,
  type ReweightingIterate,
  solvePath,
  symmetricEigen,
} from "halfspace/solvers";

const inputs = Array.from({ length: 10 }, (_, row) => [row / 5 - 1, 1]);
const targets = inputs.map(([x]) => Math.abs(x));
const arrangement = enumerateArrangement(inputs);
const program = gatedReluProgram({ inputs, targets, arrangement, lambda: 0.2 });
const blockwise = await solve(program, { solver: blockCoordinateDescent(), tolerance: 1e-6 });
console.log(blockwise.status); // → solved
const exact = exactReluProgram({ inputs, targets, arrangement, lambda: 0.2 });
console.log((await solve(exact, { solver: augmentedLagrangian() })).status); // → solved
// Algorithm 1 as the paper prints it solves another problem: its objective ends above.
const printed = await solve(program, {
  solver: iterativeReweightingAsPrinted(),
  maxIterations: 50,
});
console.log(printed.certificate.primalObjective > blockwise.certificate.primalObjective); // → true

// A path: each solution begins from those before it. To compare λ, a gap of 1e-2 is enough.
const path = await solvePath(program, [2, 1, 0.5, 0.2], { tolerance: 1e-2 });
console.log(path.map(({ program: { lambda }, status }) => `${lambda} ${status}`).join(", ")); // → 2 solved, 1 solved, 0.5 solved, 0.2 solved

// A solver is a generator of iterates; the driver above judges them.
let first: Iterate | undefined;
for (const iterate of iterativeReweighting().iterates(program)) {
  first = iterate;
  if (first !== undefined) break;
}
// Reweighting shows the weights of its gates as well.
const { weights } = first as ReweightingIterate;
console.log(weights.length === arrangement.maskCount); // → true

// Least squares without a matrix: a forward product and its transpose are enough.
const diagonal: LinearOperator = {
  ...{ rows: 2, columns: 2 },
  forward: (x, out) => out.set([2 * x[0], 4 * x[1]]),
  transpose: (y, out) => out.set([2 * y[0], 4 * y[1]]),
};
const b = Float64Array.of(6, 8);
const rounded = (values: Float64Array) =>
  [...values].map((value) => value.toFixed(6)).join(" ");
console.log(rounded(lsqr(diagonal, b).x)); // → 3.000000 2.000000
console.log(rounded(lsmr(diagonal, b).x)); // → 3.000000 2.000000
// Eigenvalues of [[2, 1], [1, 2]], and dense features as the operator of a program.
console.log(rounded(symmetricEigen(Float64Array.of(2, 1, 1, 2), 2).values)); // → 1.000000 3.000000
console.log(denseBlocks([matrix(3, 2), matrix(3, 1)]).sampleCount); // → 3
