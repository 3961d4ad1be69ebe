import {
  gatedReluProgram,
  hinge,
  huber,
  type Loss,
  lambdaMax,
  logistic,
  matrix,
  poisson,
  quantile,
  type RandomGenerator,
  randomGenerator,
  sampleArrangement,
  softmax,
  solve,
  squared,
  squaredHinge,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { conicDelta, conicLossOptimum, conicQuantile } from "./conic-losses.js";

const sign = (random: RandomGenerator) => (random.uniform() < 0.4 ? -1 : 1);
const cases: [Loss, number, (random: RandomGenerator) => number][] = [
  [squared(), 2, (random) => random.gaussians(1)[0]],
  [logistic(), 1, sign],
  [squaredHinge(), 1, sign],
  [hinge(), 1, sign],
  [huber({ delta: conicDelta }), 1, (random) => random.gaussians(1)[0]],
  [quantile({ quantile: conicQuantile }), 1, (random) => random.gaussians(1)[0]],
  [poisson(), 1, (random) => random.integer(6)],
];

function program(loss: Loss, outputs: number, draw: (random: RandomGenerator) => number, seed: number) {
  const random = randomGenerator(seed);
  const [n, d] = [6 + random.integer(7), 1 + random.integer(3)];
  const inputs = matrix(n, d, random.gaussians(n * d));
  const targets = matrix(
    n,
    outputs,
    Float64Array.from({ length: n * outputs }, () => draw(random)),
  );
  if (loss.name === "softmax") {
    targets.values.fill(0);
    for (let j = 0; j < n; j++) targets.values[j * outputs + random.integer(outputs)] = 1;
  }
  const arrangement = sampleArrangement(inputs, { count: 8, seed });
  const sampleWeights = seed % 2 ? random.gaussians(n).map((value) => 0.3 + value * value) : undefined;
  const stated = gatedReluProgram({ inputs, targets, arrangement, loss, sampleWeights, lambda: 1 });
  const fraction = [0.5, 0.2, 0.05][seed % 3];
  return { ...stated, lambda: fraction * lambdaMax(stated) };
}

describe("the optimum of every loss is that of an independent conic solver to 1e-5", () => {
  for (const [loss, outputs, draw] of [...cases, [softmax(), 3, () => 0] as (typeof cases)[number]]) {
    it(loss.name, async () => {
      for (let seed = 1; seed <= 6; seed++) {
        const stated = program(loss, outputs, draw, seed);
        const { certificate, status } = await solve(stated, { tolerance: loss.curvature === "none" ? 2e-6 : 1e-7 });
        expect(status, `seed ${seed}`).toBe("solved");
        const reference = await conicLossOptimum(stated);
        const difference = Math.abs(certificate.primalObjective - reference);
        expect(difference, `seed ${seed}`).toBeLessThan(1e-5 * Math.abs(reference));
      }
    });
  }
});
