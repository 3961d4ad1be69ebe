import { ntkWeights, solve } from "halfspace";
import { kernelWeightsOf, multipleKernelObjective, multipleKernelProgram } from "halfspace/kernels";
import { describe, expect, it } from "vitest";
import { completeProblem } from "./problems.js";

describe("Remark 5.3", () => {
  it("on 200 random problems the learned kernel is never worse than the NTK on the training set, and better in nearly all", async () => {
    let better = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const problem = completeProblem(seed, 4 + (seed % 5), 2 + (seed % 2), seed % 4 === 0);
      const program = multipleKernelProgram({ ...problem, lambda: [1, 0.1, 0.01][seed % 3] });
      const { certificate, point } = await solve(program, { tolerance: 1e-8 });
      const weights = ntkWeights(problem.arrangement);
      let sum = 0;
      for (const weight of weights) sum += weight;
      const tangent = multipleKernelObjective(
        program,
        weights.map((weight) => weight / sum),
      );
      const learned = multipleKernelObjective(program, kernelWeightsOf(program, point));
      expect(learned).toBeLessThanOrEqual(tangent * (1 + 1e-9));
      expect(certificate.dualObjective).toBeLessThanOrEqual(tangent * (1 + 1e-9));
      if (certificate.primalObjective < tangent * (1 - 1e-3)) better++;
    }
    expect(better).toBeGreaterThanOrEqual(195);
  });
});
