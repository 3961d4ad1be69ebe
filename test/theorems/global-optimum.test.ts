import { networkLambdaMax, smallTable } from "@halfspace/benchmarks/small-tables";
import {
  enumerateArrangement,
  exactReluProgram,
  generateGates,
  matrix,
  randomGenerator,
  solve,
  verifyCertificate,
} from "halfspace";
import { descend } from "halfspace/baselines";
import { networkObjective, networkTraining } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

/** 8 tables in every run, each at two λ; HALFSPACE_PROBLEMS=200 takes as many. */
const tables = problemCount(8);

describe("networks of rank ≤ 3 are globally optimal, with proof", () => {
  it(`of ${tables} tables the network's own objective meets its proved bound to 1e-9, and Adam never goes below it`, async () => {
    const gaps: number[] = [];
    for (let seed = 1; seed <= tables; seed++) {
      const { inputs, targets } = smallTable(seed);
      const largest = networkLambdaMax(inputs, targets);
      for (const fraction of [0.1, 0.01]) {
        const problem = networkTraining({ inputs, targets, lambda: fraction * largest });
        const { network, certificate } = await generateGates({
          inputs,
          targets,
          lambda: problem.lambda,
          tolerance: 1e-9,
        });
        expect(certificate.coverage).toBe("complete");
        expect(verifyCertificate(problem, certificate).verified).toBe(true);
        expect(networkObjective(problem, network)).toBeLessThanOrEqual(certificate.primalObjective);
        expect(networkObjective(problem, network)).toBeCloseTo(certificate.primalObjective, 9);
        gaps.push(certificate.relativeGap);
        for (let start = 1; start <= (seed <= 8 ? 2 : 0); start++) {
          const adam = descend(problem, { method: "adam", neurons: 20, learningRate: 0.02, epochs: 400, seed: start });
          expect(adam.objective).toBeGreaterThan(certificate.dualObjective * (1 - 1e-9));
        }
      }
    }
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1e-9);
  }, 3_600_000);

  it("generation and the exact ReLU program over the complete arrangement have one optimum", async () => {
    for (let seed = 1; seed <= 4; seed++) {
      const { inputs, targets } = smallTable(seed);
      const lambda = 0.05 * networkLambdaMax(inputs, targets);
      const { certificate } = await generateGates({ inputs, targets, lambda, tolerance: 1e-9 });
      const program = exactReluProgram({ inputs, targets, arrangement: enumerateArrangement(inputs), lambda });
      const convex = await solve(program, { tolerance: 1e-7 });
      expect(convex.status).toBe("solved");
      const { primalObjective } = convex.certificate;
      expect(Math.abs(primalObjective / certificate.primalObjective - 1)).toBeLessThan(1e-6);
    }
  });

  it("above rank 3 too, where there are few enough masks to look at all of them", async () => {
    for (const [n, d] of [
      [14, 4],
      [10, 5],
      [9, 7],
    ]) {
      const random = randomGenerator(100 * n + d);
      const inputs = matrix(n, d, random.gaussians(n * d));
      const targets = random.gaussians(n);
      const lambda = 0.1 * networkLambdaMax(inputs, targets);
      const problem = networkTraining({ inputs, targets, lambda });
      const { certificate, status } = await generateGates({ inputs, targets, lambda, tolerance: 1e-8 });
      expect([status, certificate.coverage, certificate.starts]).toEqual(["solved", "complete", 0]);
      expect(verifyCertificate(problem, certificate).verified).toBe(true);
      const adam = descend(problem, { method: "adam", neurons: 20, learningRate: 0.02, epochs: 400 });
      expect(adam.objective).toBeGreaterThan(certificate.dualObjective * (1 - 1e-9));
      if (n > 10) continue;
      const program = exactReluProgram({ inputs, targets, arrangement: enumerateArrangement(inputs), lambda });
      const convex = await solve(program, { tolerance: 1e-6 });
      expect(convex.status).toBe("solved");
      expect(Math.abs(convex.certificate.primalObjective / certificate.primalObjective - 1)).toBeLessThan(1e-5);
    }
  });
});
