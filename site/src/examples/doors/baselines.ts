// Gradient descent, to compare with the optimum
import { generateGates } from "halfspace";
import {
  type DescentOptions,
  descend,
  descendFromManyStarts,
  descentSteps,
} from "halfspace/baselines";
import { networkTraining } from "halfspace/programs";

const inputs = Array.from({ length: 16 }, (_, row) => [row / 8 - 1, 1]);
const targets = inputs.map(([x]) => Math.abs(x));
const problem = networkTraining({ inputs, targets, lambda: 0.1 });
const options: DescentOptions = { method: "adam", neurons: 4, epochs: 100, learningRate: 0.03 };

const once = descend(problem, { ...options, seed: 1 });
const many = descendFromManyStarts(problem, {
  method: "adam",
  neurons: 4,
  epochs: 100,
  starts: 3,
  learningRates: [0.03],
});
console.log(many.objectives.length); // → 3
// No run is below the proved bound.
const { certificate } = await generateGates({ inputs, targets, lambda: 0.1 });
const objectives = [once.objective, ...many.objectives];
console.log(objectives.every((objective) => objective >= certificate.dualObjective)); // → true
// One epoch at a time, for animation.
let epochs = 0;
for (const { objective } of descentSteps(problem, options))
  if (objective > 1.01 * once.objective) epochs++;
console.log(epochs > 0 && epochs < 100); // → true
