// The ReLU network itself: exact programs, cones, and the search over all gates
import {
  coneDecomposition,
  enumerateArrangement,
  exactReluProgram,
  gatedReluProgram,
  generateGates,
  sampleArrangement,
  solve,
} from "halfspace";

const inputs = Array.from({ length: 12 }, (_, row) => [row / 6 - 1, 1]);
const targets = inputs.map(([x]) => Math.abs(x));

// All masks of the table, and weights that stay in their cones: the optimum over every network.
const exact = exactReluProgram({
  inputs,
  targets,
  arrangement: enumerateArrangement(inputs),
  lambda: 0.1,
});
const { certificate } = await solve(exact, { tolerance: 1e-7 });
console.log(certificate.coverage); // → complete
// The search over all gates finds the same number.
const generated = await generateGates({ inputs, targets, lambda: 0.1, tolerance: 1e-8 });
const { primalObjective } = generated.certificate;
console.log(Math.abs(primalObjective - certificate.primalObjective) < 1e-6); // → true

// A gated solution as plain neurons: equal on the table; the norm grows by the inflation.
const gated = gatedReluProgram({
  inputs,
  targets,
  arrangement: sampleArrangement(inputs, { count: 10, seed: 1 }),
  lambda: 0.1,
});
const { program, point } = await solve(gated);
const plain = coneDecomposition({ program, point });
console.log(plain.inflation >= 1); // → true
