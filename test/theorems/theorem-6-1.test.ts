import {
  arrangementFromGates,
  gatedReluProgram,
  lambdaMax,
  matrix,
  predictionsOf,
  randomGenerator,
  solve,
} from "halfspace";
import { gaussianGates } from "halfspace/geometry";
import { confidenceOf, predictionErrorBound, predictionErrorRule } from "halfspace/theory";
import { describe, expect, it } from "vitest";

/** y = Σ D_iX w_i* + ε with blocks on the first three of 40 gates. */
function teacherProblem(seed: number) {
  const random = randomGenerator(seed);
  const [n, d] = [30, 4];
  const inputs = matrix(n, d, random.gaussians(n * d));
  const arrangement = arrangementFromGates(inputs, gaussianGates(d, 40, seed));
  const base = gatedReluProgram({ inputs, targets: random.gaussians(n), arrangement, lambda: 1 });
  const teacher = { which: Int32Array.of(0, 1, 2), blocks: random.gaussians(3 * d) };
  const truth = predictionsOf(base, teacher);
  let teacherNorm = 0;
  for (let i = 0; i < 3; i++) teacherNorm += Math.hypot(...teacher.blocks.subarray(i * d, (i + 1) * d));
  const noise = 0.5;
  const epsilon = random.gaussians(n).map((value) => noise * value);
  const targets = truth.map((value, j) => value + epsilon[j]);
  return { inputs, arrangement, truth, targets, epsilon, noise, teacherNorm };
}

describe("Theorem 6.1", () => {
  it.each([3, 4])("at t = %s the error is within the bound at least as often as promised", async (t) => {
    const problems = 60;
    let within = 0;
    for (let seed = 1; seed <= problems; seed++) {
      const { inputs, arrangement, truth, targets, noise, teacherNorm } = teacherProblem(seed);
      const { lambda } = predictionErrorRule(inputs, { noise, confidence: confidenceOf(t) });
      const program = gatedReluProgram({ inputs, targets, arrangement, lambda });
      const { point } = await solve(program, { tolerance: 1e-6 });
      const error = predictionsOf(program, point).reduce((sum, value, j) => sum + (value - truth[j]) ** 2, 0);
      if (error / inputs.rows <= predictionErrorBound(lambda, inputs.rows, teacherNorm)) within++;
    }
    expect(within / problems).toBeGreaterThanOrEqual(confidenceOf(t));
  });

  it("holds without any luck where λ ≥ 2 max ‖XᵀD_iε‖, whatever the noise", async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { inputs, arrangement, truth, targets, epsilon, teacherNorm } = teacherProblem(100 + seed);
      const lambda = lambdaMax(gatedReluProgram({ inputs, targets: epsilon, arrangement, lambda: 1 }));
      const program = gatedReluProgram({ inputs, targets, arrangement, lambda });
      const { point } = await solve(program, { tolerance: 1e-8 });
      const error = predictionsOf(program, point).reduce((sum, value, j) => sum + (value - truth[j]) ** 2, 0);
      expect(error / inputs.rows).toBeLessThanOrEqual(predictionErrorBound(lambda, inputs.rows, teacherNorm));
    }
  });

  it("erratum: ‖XᵀD_iε‖ ≤ ‖Xᵀε‖ does not hold, and as printed the theorem fails when masks are rich", async () => {
    const n = 20;
    const inputs = matrix(n, n + 1);
    for (let j = 0; j < n; j++) {
      inputs.values[j * (n + 1)] = 1;
      inputs.values[j * (n + 1) + j + 1] = 0.1;
    }
    const epsilon = Float64Array.from({ length: n }, (_, j) => (j % 2 === 0 ? 1 : -1));
    // One gate opens the rows with ε_j > 0, the other all rows.
    const gates = matrix(n + 1, 2);
    gates.values[1] = 1;
    for (let j = 0; j < n; j++) gates.values[(j + 1) * 2] = epsilon[j];
    const arrangement = arrangementFromGates(inputs, gates);
    const { lambda } = predictionErrorRule(inputs, { noise: 1, confidence: confidenceOf(4) });
    const program = gatedReluProgram({ inputs, targets: epsilon, arrangement, lambda });
    const norms = new Float64Array(2);
    program.operator.norms(epsilon, 1, norms);
    expect(Math.max(...norms)).toBeGreaterThan(10 * Math.min(...norms));
    // The teacher is 0, so the bound is 0; the noise alone moves the solution.
    expect(lambda).toBeLessThan(lambdaMax(program));
    expect((await solve(program)).activeGates).toBeGreaterThan(0);
    const all = predictionErrorRule(inputs, { noise: 1, confidence: confidenceOf(4), maskCount: 2 ** n });
    expect(all.lambda).toBeGreaterThan(lambdaMax(program));
  });
});
