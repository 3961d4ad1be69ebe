import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleArrangement } from "../../arrangements/sample.js";
import { completed } from "../../linear-algebra/completed.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { boundedQuadratic } from "../../optimisation/bounded-quadratic.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import { randomGenerator } from "../../random/generator.js";
import { solve } from "../solve.js";

describe("boundedQuadratic", () => {
  it("meets the optimality conditions of a step, however many columns share a small rank", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 10 }), fc.nat(), (m, rank, seed) => {
        const random = randomGenerator(seed);
        const v = random.gaussians(m * rank);
        const hessian = new Float64Array(m * m);
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < m; j++) {
            for (let k = 0; k < rank; k++) hessian[i * m + j] += v[i * rank + k] * v[j * rank + k];
          }
          hessian[i * m + i] += 1e-8 * rank;
        }
        // Slopes in the range of H, as those of a loss are: the minimum is then bounded.
        const u = random.gaussians(rank);
        const gradient = Float64Array.from({ length: m }, (_, i) =>
          u.reduce((sum, value, k) => sum + value * v[i * rank + k], 0),
        );
        const lower = random.gaussians(m).map((value) => Math.min(0, value));
        const s = completed(boundedQuadratic(hessian, gradient, lower));
        s.forEach((value, i) => {
          let slope = gradient[i];
          for (let j = 0; j < m; j++) slope += hessian[i * m + j] * s[j];
          expect(value).toBeGreaterThanOrEqual(lower[i]);
          if (value > lower[i]) expect(Math.abs(slope)).toBeLessThan(1e-4);
          else expect(slope).toBeGreaterThan(-1e-4);
        });
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  it("lets the working-set solver leave zero where far more gates enter than there are rows", async () => {
    const shapes = [
      [30, 4, 200, 0.03],
      [50, 5, 1000, 0.001],
      [20, 2, 100, 0.01],
      [20, 3, 500, 0.001],
    ];
    for (const [n, d, count, lambdaFraction] of shapes) {
      for (const seed of [1, 7, 10]) {
        const random = randomGenerator(seed * 77 + n);
        const inputs = matrix(n, d, random.gaussians(n * d));
        const targets = random.gaussians(n);
        const arrangement = sampleArrangement(inputs, { count, seed: 2 });
        const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction });
        expect((await solve(program, { tolerance: 1e-7, maxIterations: 200 })).status).toBe("solved");
      }
    }
  });
});
