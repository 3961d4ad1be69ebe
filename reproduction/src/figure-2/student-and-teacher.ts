import { type Matrix, matrix, type RandomGenerator, randomGenerator } from "halfspace";

export const sampleCount = 10;
export const featureCount = 5;
export const teacherWidth = 10;

/** X ~ N(0, I); y from a gated network with gates and both layers from N(0, 1). */
export function studentAndTeacher(seed: number): { inputs: Matrix; targets: number[] } {
  const random = randomGenerator(seed);
  const inputs = matrix(sampleCount, featureCount, random.gaussians(sampleCount * featureCount));
  const targets = new Array<number>(sampleCount).fill(0);
  for (let neuron = 0; neuron < teacherWidth; neuron++) addNeuron(inputs.values, targets, random);
  return { inputs, targets };
}

function addNeuron(x: Float64Array, targets: number[], random: RandomGenerator): void {
  const gate = random.gaussians(featureCount);
  const hidden = random.gaussians(featureCount);
  const output = random.gaussian();
  const product = (row: number, vector: Float64Array) =>
    vector.reduce((sum, value, k) => sum + value * x[row * featureCount + k], 0);
  for (let j = 0; j < targets.length; j++) if (product(j, gate) >= 0) targets[j] += output * product(j, hidden);
}
