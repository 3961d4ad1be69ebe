import { gatedReluProgram, predictionsOf, simpleMkl, solve, verifyCertificate } from "halfspace";
import {
  groupPenaltyOf,
  kernelPenaltyAsPrinted,
  kernelPenaltyOf,
  kernelWeightsOf,
  multipleKernelObjective,
  multipleKernelProgram,
} from "halfspace/kernels";
import { multipleKernelNewton } from "halfspace/solvers";
import { describe, expect, it } from "vitest";
import { completeProblem } from "./problems.js";

const largestDifference = (a: Float64Array, b: Float64Array) =>
  a.reduce((worst, value, k) => Math.max(worst, Math.abs(value - b[k])), 0);

// A gap of δ leaves predictions uncertain by √δ, so for 1e-8 both are solved until rounding stops them: status "stalled" at the very end.
const tolerance = 1e-15;

describe("Lemma 3.1", () => {
  it("multiple kernel learning at λ̂ = λ/(2Σ‖w*‖) has the solution of the group lasso at λ, to 1e-8, and the map inverts", async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const problem = completeProblem(seed, 8, 1 + (seed % 3));
      const group = gatedReluProgram({ ...problem, lambdaFraction: [0.5, 0.1, 0.02][seed % 3] });
      const { point } = await solve(group, { tolerance });
      const lambda = kernelPenaltyOf(group.lambda, point);
      const kernel = multipleKernelProgram({ ...problem, lambda });
      const certified = await solve(kernel, { solver: multipleKernelNewton(), tolerance: 1e-11 });
      expect(certified.status).toBe("solved");
      expect(verifyCertificate(kernel, certified.certificate).verified).toBe(true);
      const solution = await solve(kernel, { solver: multipleKernelNewton(), tolerance });
      // Predictions are unique under squared loss, the blocks need not be.
      const predictions = predictionsOf(group, point);
      const scale = Math.max(...problem.targets.map(Math.abs));
      expect(largestDifference(predictionsOf(kernel, solution.point), predictions)).toBeLessThan(1e-8 * scale);
      const { primalObjective } = solution.certificate;
      // (13) at η_i = ‖w_i*‖/Σ‖w_j*‖ of the group lasso reaches the optimum of (12).
      const reached = multipleKernelObjective(kernel, kernelWeightsOf(group, point));
      expect(Math.abs(reached / primalObjective - 1)).toBeLessThan(1e-8);
      expect(Math.abs(groupPenaltyOf(lambda, solution.point) / group.lambda - 1)).toBeLessThan(1e-8);
      expect(kernelPenaltyAsPrinted(group.lambda, point) / lambda).toBeCloseTo(2, 12);
    }
  });

  it("as printed, λ̂ = λ/Σ‖w*‖, it has another solution", async () => {
    const problem = completeProblem(3, 8, 2);
    const group = gatedReluProgram({ ...problem, lambdaFraction: 0.1 });
    const { point } = await solve(group, { tolerance: 1e-11 });
    const kernel = multipleKernelProgram({ ...problem, lambda: kernelPenaltyAsPrinted(group.lambda, point) });
    const solution = await solve(kernel, { tolerance: 1e-11 });
    const difference = largestDifference(predictionsOf(kernel, solution.point), predictionsOf(group, point));
    expect(difference).toBeGreaterThan(1e-3);
  });

  it("the reduced gradient (SimpleMKL) and the Newton solver find the same optimum of (13)", async () => {
    for (let seed = 1; seed <= 8; seed++) {
      const problem = completeProblem(seed + 40, 10, 1 + (seed % 3));
      const program = multipleKernelProgram({ ...problem, lambda: [3, 0.3, 0.03][seed % 3] });
      const newton = await solve(program, { tolerance: 1e-10 });
      const gradient = await solve(program, { solver: simpleMkl(), tolerance: 1e-4, maxIterations: 3000 });
      const [a, b] = [newton.certificate.primalObjective, gradient.certificate.primalObjective];
      expect(newton.status).toBe("solved");
      expect(gradient.certificate.relativeGap).toBeLessThan(1e-3);
      expect(b).toBeGreaterThanOrEqual(a * (1 - 1e-10));
      expect(b / a - 1).toBeLessThan(1e-4);
    }
  });
});
