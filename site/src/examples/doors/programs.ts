// Programs beyond the group lasso, and what certificates prove of them
import {
  gatedReluProgram,
  generateGates,
  iterativeReweighting,
  logistic,
  ntkWeights,
  sampleArrangement,
  solve,
} from "halfspace";
import {
  certify,
  certifyNetwork,
  decodeOutputs,
  encodeLabels,
  type FreeConstant,
  groupNorm,
  networkObjective,
  networkTraining,
  powerFamilyProgram,
  primalObjective,
  unusedGates,
  weightedRidgeProgram,
  withConstant,
} from "halfspace/programs";

const inputs = Array.from({ length: 24 }, (_, row) => [
  (row % 6) / 3 - 1,
  Math.floor(row / 6) / 2 - 1,
  1,
]);
const targets = inputs.map(([x, y]) => Math.max(0, x + y));
const arrangement = sampleArrangement(inputs, { count: 30, seed: 1 });
const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.1 });
const { point, certificate } = await solve(program, { tolerance: 1e-8 });

// The certificate from the weights alone, and the parts of the objective.
const again = certify(program, point);
console.log(again.relativeGap < 1e-6); // → true
const misfit = primalObjective(program, point) - program.lambda * groupNorm(point);
console.log(misfit > 0 && misfit < certificate.primalObjective); // → true
// Gates that are zero in every solution.
console.log(unusedGates(program, certificate).length > 0); // → true

// From ridge with the NTK's weights (q = 2) to the group lasso (q = 1).
const weights = ntkWeights(arrangement);
const ridge = weightedRidgeProgram({ inputs, targets, arrangement, weights, lambda: 0.5 });
const between = powerFamilyProgram({
  inputs,
  targets,
  arrangement,
  weights,
  lambda: 0.5,
  q: 1.5,
});
const statuses = [
  await solve(ridge, { solver: iterativeReweighting() }),
  await solve(between, { solver: iterativeReweighting() }),
];
console.log(statuses.map(({ status }) => status).join(" ")); // → solved solved

// The network's own problem, and a certificate from its weights.
const problem = networkTraining({ inputs, targets, lambda: 0.1 });
const generated = await generateGates({ inputs, targets, lambda: 0.1 });
const proved = certifyNetwork(problem, generated.network);
const objective = networkObjective(problem, generated.network);
console.log(Math.abs(objective / proved.primalObjective - 1) < 1e-9); // → true

// A loss with an unpenalised constant; labels as numbers and back.
const constant: FreeConstant | undefined = withConstant(logistic()).constant;
console.log(constant?.base.name); // → logistic
console.log(encodeLabels(["b", "a"], ["a", "b"]).values.join(" ")); // → 1 -1
console.log(decodeOutputs(Float64Array.of(0.3, -2), ["a", "b"]).join(" ")); // → b a
