import { gatedReluProgram, lambdaMax, matrix, randomGenerator, sampleArrangement, solve, squared } from "halfspace";
import { describe, expect, it } from "vitest";
import { conicLossOptimum } from "./conic-losses.js";
import { type LossCase, lossCases } from "./loss-cases.js";

function program({ loss, outputs, targets }: LossCase, seed: number) {
  const random = randomGenerator(seed);
  const [n, d] = [6 + random.integer(7), 1 + random.integer(3)];
  const inputs = matrix(n, d, random.gaussians(n * d));
  const y = matrix(n, outputs, targets(random, n));
  const arrangement = sampleArrangement(inputs, { count: 8, seed });
  const sampleWeights = seed % 2 ? random.gaussians(n).map((value) => 0.3 + value * value) : undefined;
  const stated = gatedReluProgram({ inputs, targets: y, arrangement, loss, sampleWeights, lambda: 1 });
  const fraction = [0.5, 0.2, 0.05][seed % 3];
  return { ...stated, lambda: fraction * lambdaMax(stated) };
}

const twoOutputs: LossCase = { loss: squared(), outputs: 2, targets: (random, n) => random.gaussians(2 * n) };

describe("the optimum of every loss is that of an independent conic solver to 1e-5", () => {
  for (const lossCase of [...lossCases, twoOutputs]) {
    const { loss, outputs } = lossCase;
    it(`${loss.name}, ${outputs === 1 ? "one output" : `${outputs} outputs`}`, async () => {
      for (let seed = 1; seed <= 6; seed++) {
        const stated = program(lossCase, seed);
        const { certificate, status } = await solve(stated, { tolerance: loss.curvature === "none" ? 2e-6 : 1e-7 });
        expect(status, `seed ${seed}`).toBe("solved");
        const reference = await conicLossOptimum(stated);
        const difference = Math.abs(certificate.primalObjective - reference);
        expect(difference, `seed ${seed}`).toBeLessThan(1e-5 * Math.abs(reference));
      }
    });
  }
});
