// Networks as plain records
import {
  coneDecomposition,
  enumerateArrangement,
  exactReluProgram,
  gatedReluProgram,
  leakyRelu,
  matrix,
  solve,
  train,
} from "halfspace";
import {
  activate,
  exactReluNetwork,
  gatedReluNetwork,
  gatedReluPredictions,
  jointDecomposition,
  rawNetwork,
  reluNetwork,
  reluPredictions,
} from "halfspace/networks";

// |x| by two neurons: row j of `hidden` is wⱼ, row j of `output` is aⱼ.
const absolute = reluNetwork(matrix(2, 1, [1, -1]), matrix(2, 1, [1, 1]));
console.log(reluPredictions(absolute, [[-3], [2]]).values.join(" ")); // → 3 2
// Behind the gate x ≥ 0 the weight is 2, behind x ≤ 0 it is −1. Gates are columns.
const gated = gatedReluNetwork(matrix(1, 2, [1, -1]), matrix(2, 1, [2, -1]));
console.log(gatedReluPredictions(gated, [[-3], [2]]).values.join(" ")); // → 3 4
console.log(activate(leakyRelu({ negative: 0.5 }), -4)); // → -2

// Gated blocks as plain neurons: block by block, or all together with the least norm.
const inputs = Array.from({ length: 10 }, (_, row) => [row / 5 - 1, 1]);
const targets = inputs.map(([x]) => Math.abs(x) - 0.5);
const arrangement = enumerateArrangement(inputs);
const { program, point } = await solve(
  gatedReluProgram({ inputs, targets, arrangement, lambda: 0.2 }),
);
const [apart, together] = [
  coneDecomposition({ program, point }),
  await jointDecomposition({ program, point }),
];
console.log(together.objective <= apart.objective * (1 + 1e-6)); // → true
// The exact program has its own neurons.
const exact = await solve(exactReluProgram({ inputs, targets, arrangement, lambda: 0.2 }));
const neurons = exactReluNetwork(exact.program, exact.point);
console.log(reluPredictions(neurons, inputs).rows); // → 10

// What `train` gives is such a network with the maps of columns and targets around it.
const { network } = await train({
  inputs: inputs.map(([x]) => [x]),
  targets,
  gates: 10,
  lambdaFraction: 0.1,
});
const again = rawNetwork(network.inner, { columns: network.columns, outputs: network.outputs });
console.log(again.predict([[0.3]])[0] === network.predict([[0.3]])[0]); // → true
