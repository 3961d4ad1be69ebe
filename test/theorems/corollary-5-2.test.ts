import {
  kernelRidgeRegression,
  matrix,
  neuralTangentKernel,
  ntkWeights,
  predictionsOf,
  solve,
  verifyCertificate,
} from "halfspace";
import { weightedRidgeProgram } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { completeProblem } from "./problems.js";

describe("Corollary 5.2", () => {
  it("ridge (16) with the NTK's weights gives H(H + λI)⁻¹y on the training data, to 1e-10", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const problem = completeProblem(seed, 5 + (seed % 8), 2 + (seed % 2), seed % 3 === 0);
      const lambda = [10, 0.5, 0.01][seed % 3];
      const weights = ntkWeights(problem.arrangement, { method: "exact" });
      const program = weightedRidgeProgram({ ...problem, weights, lambda });
      const solution = await solve(program, { tolerance: 1e-11 });
      expect(solution.status).toBe("solved");
      // One ridge solve is the whole optimum; rounding of the gap may ask for another look.
      expect(solution.iterations).toBeLessThanOrEqual(3);
      expect(verifyCertificate(program, solution.certificate).verified).toBe(true);
      const { inputs, targets } = problem;
      const { fitted } = kernelRidgeRegression({ inputs, targets, kernel: neuralTangentKernel, lambda });
      predictionsOf(program, solution.point).forEach((value, j) => {
        expect(Math.abs(value - fitted.values[j])).toBeLessThan(1e-10);
      });
    }
  });

  it("holds for several outputs", async () => {
    const { inputs, arrangement } = completeProblem(4, 6, 2);
    const targets = matrix(6, 2, [1, 2, -1, 0, 0.5, 3, -2, 1, 0, 0, 1, -1]);
    const weights = ntkWeights(arrangement);
    const program = weightedRidgeProgram({ inputs, targets, arrangement, weights, lambda: 0.3 });
    const { point } = await solve(program);
    const { fitted } = kernelRidgeRegression({ inputs, targets, lambda: 0.3 });
    predictionsOf(program, point).forEach((value, k) => {
      expect(Math.abs(value - fitted.values[k])).toBeLessThan(1e-10);
    });
  });
});
