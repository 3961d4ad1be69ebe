import {
  coneDecomposition,
  exactReluProgram,
  gatedReluProgram,
  matrix,
  predictionsOf,
  randomGenerator,
  sampleArrangement,
  solve,
} from "halfspace";
import { jointDecomposition, reluPredictions } from "halfspace/networks";
import { describe, expect, it } from "vitest";

function problem(seed: number, n: number, d: number, p: number, outputs = 1) {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const targets = matrix(n, outputs, random.gaussians(n * outputs));
  const arrangement = sampleArrangement(inputs, { count: p, seed });
  return {
    inputs,
    targets,
    arrangement,
    program: gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.1 }),
  };
}

describe("the cone decomposition of all blocks together", () => {
  it("keeps every training prediction, within the tolerance of its proven least norm, far below block by block", async () => {
    for (const [seed, n, d, p] of [
      [1, 20, 4, 60],
      [2, 12, 2, 30],
      [3, 30, 5, 100],
    ]) {
      const { inputs, arrangement, program } = problem(seed, n, d, p);
      const solution = await solve(program, { tolerance: 1e-9 });
      const expected = predictionsOf(program, solution.point);
      const result = await jointDecomposition(solution, { tolerance: 0.01 });
      expect(result.strategy).toBe("joint");
      const found = reluPredictions(result.network, inputs).values;
      const size = Math.max(...expected.map(Math.abs));
      expected.forEach((value, j) => {
        expect(Math.abs(found[j] - value)).toBeLessThanOrEqual(1e-10 * size);
      });
      expect(result.maxConeViolation).toBeLessThanOrEqual(1e-10);
      // Balanced neurons: Σ ‖v‖ is Σ a².
      const total = result.network.output.values.reduce((sum, a) => sum + a * a, 0);
      expect(total).toBeLessThanOrEqual(1.01 * result.normLowerBound * (1 + 1e-9));
      expect(total).toBeGreaterThanOrEqual(result.normLowerBound * (1 - 1e-9));
      expect(result.objective).toBeLessThan(coneDecomposition(solution).objective);
      // It is a point of the exact program, so never below that one's bound.
      const exact = exactReluProgram({ inputs, targets: program.data.targets, arrangement, lambda: program.lambda });
      const { certificate } = await solve(exact);
      expect(result.objective).toBeGreaterThanOrEqual(certificate.dualObjective * (1 - 1e-9));
    }
  });

  it("falls back on block by block: no time, several outputs, the zero network", async () => {
    const { program } = problem(4, 15, 3, 30);
    const solution = await solve(program);
    expect((await jointDecomposition(solution, { timeLimit: 1e-9 })).objective).toBe(
      coneDecomposition(solution).objective,
    );
    const several = await solve(problem(5, 10, 3, 20, 2).program);
    expect((await jointDecomposition(several)).strategy).toBe("least-norm");
    const none = { program, point: { which: new Int32Array(0), blocks: new Float64Array(0) } };
    expect((await jointDecomposition(none)).network.hidden.rows).toBe(0);
  });

  it("obeys a signal", async () => {
    const { program } = problem(6, 30, 5, 100);
    const solution = await solve(program);
    await expect(jointDecomposition(solution, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });
});
