import fc from "fast-check";
import {
  type GatedReluProgram,
  gatedReluProgram,
  huber,
  type Loss,
  logistic,
  matrix,
  poisson,
  quantile,
  randomGenerator,
  sampleArrangement,
  softmax,
  solve,
  verifyCertificate,
  workingSet,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { conicLossOptimum } from "../references/conic-losses.js";
import { lossCases } from "../references/loss-cases.js";

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 2, max: 16 }),
  d: fc.integer({ min: 1, max: 4 }),
  p: fc.integer({ min: 1, max: 20 }),
  lambdaFraction: fc.constantFrom(0.8, 0.2, 0.03),
  weighted: fc.boolean(),
});

for (const { loss, outputs, targets } of lossCases) {
  describe(`the ${loss.name} loss`, () => {
    it("z is minus the gradient, by differences", () => {
      const random = randomGenerator(4);
      const n = 20;
      const y = targets(random, n);
      const data = {
        sampleCount: n,
        outputs,
        targets: y,
        weights: random.gaussians(n).map((value) => 0.5 + value * value),
      };
      const u = random.gaussians(n * outputs);
      const z = new Float64Array(u.length);
      loss.negativeGradient(u, data, z);
      for (let k = 0; k < u.length; k++) {
        const [up, down] = [u.slice(), u.slice()];
        up[k] += 1e-6;
        down[k] -= 1e-6;
        const slope = (loss.value(up, data) - loss.value(down, data)) / 2e-6;
        expect(Math.abs(slope + z[k])).toBeLessThan(1e-7 * (1 + Math.abs(z[k])));
      }
    });

    it("Fenchel–Young: L(u) + u·z ≥ D(z), with equality at z = −∇L(u)", () => {
      const random = randomGenerator(5);
      for (let round = 0; round < 50; round++) {
        const n = 5;
        const y = targets(random, n);
        const data = { sampleCount: n, outputs, targets: y };
        const [u, v] = [random.gaussians(n * outputs), random.gaussians(n * outputs)];
        const z = new Float64Array(u.length);
        loss.negativeGradient(v, data, z);
        const at = (point: Float64Array) =>
          loss.value(point, data) + point.reduce((sum, value, k) => sum + value * z[k], 0);
        const dual = loss.dualValue(z, data);
        expect(at(u)).toBeGreaterThanOrEqual(dual - 1e-10);
        expect(Math.abs(at(v) - dual)).toBeLessThan(1e-9);
      }
    });

    it("small random programs: the gap closes, is never negative, and verifies", async () => {
      // Tighter than the default of losses with corners, 1e-4.
      const tolerance = 1e-6;
      await fc.assert(
        fc.asyncProperty(shapes, async ({ seed, n, d, p, lambdaFraction, weighted }) => {
          const random = randomGenerator(seed);
          const inputs = matrix(n, d, random.gaussians(n * d));
          const y = matrix(n, outputs, targets(random, n));
          const arrangement = sampleArrangement(inputs, { count: p, seed });
          const sampleWeights = weighted ? random.gaussians(n).map((value) => 0.1 + value * value) : undefined;
          const stated = { inputs, targets: y, arrangement, loss, sampleWeights };
          const program = gatedReluProgram({ ...stated, lambda: 1 });
          const largest = largestLambda(program);
          if (largest < 1e-9) {
            // Every gate is closed on every row that pulls: no network is better than none.
            const none = await solve(program, { tolerance });
            expect([none.status, none.activeGates]).toEqual(["solved", 0]);
            return;
          }
          const scaled = { ...program, lambda: lambdaFraction * largest };
          const solution = await solve(scaled, { tolerance, maxIterations: 2000 });
          const { certificate } = solution;
          expect(certificate.dualityGap).toBeGreaterThanOrEqual(-1e-12 * (1 + Math.abs(certificate.primalObjective)));
          expect(solution.status).toBe("solved");
          expect(verifyCertificate(scaled, certificate).verified).toBe(true);
        }),
        { numRuns: 100, seed: 12 },
      );
    });

    const second =
      loss.curvature !== "none" ? "the matrix-free solver" : "an independent conic solver, there being no gradient,";
    it(`many rows: ${second} finds the dense one's optimum`, async () => {
      const random = randomGenerator(21);
      const [n, d] = [150, 4];
      const inputs = matrix(n, d, random.gaussians(n * d));
      const y = matrix(n, outputs, targets(random, n));
      const arrangement = sampleArrangement(inputs, { count: 40, seed: 2 });
      const program = gatedReluProgram({ inputs, targets: y, arrangement, loss, lambdaFraction: 0.1 });
      const dense = await solve(program, { solver: workingSet({ system: "dense" }), tolerance: 1e-7 });
      expect(dense.status).toBe("solved");
      const optimum = loss.curvature !== "none" ? await matrixFreeOptimum(program) : await conicLossOptimum(program);
      expect(Math.abs(dense.certificate.primalObjective - optimum)).toBeLessThan(1.2e-6 * Math.abs(optimum));
    }, 60_000);
  });
}

async function matrixFreeOptimum(program: GatedReluProgram): Promise<number> {
  const { status, certificate } = await solve(program, {
    solver: workingSet({ system: "matrix-free" }),
    tolerance: 1e-6,
  });
  expect(status).toBe("solved");
  return certificate.primalObjective;
}

function largestLambda(program: ReturnType<typeof gatedReluProgram>): number {
  const z = new Float64Array(program.data.targets.length);
  program.loss.negativeGradient(new Float64Array(z.length), program.data, z);
  const norms = new Float64Array(program.operator.blockCount);
  program.operator.norms(z, program.data.outputs, norms);
  return Math.max(...norms);
}

describe("targets of the wrong kind", () => {
  const inputs = [[1], [2], [3]];
  const arrangement = sampleArrangement(inputs, { count: 2 });
  const state = (loss: Loss, targets: number[]) => () =>
    gatedReluProgram({ inputs, targets, arrangement, loss, lambda: 1 });
  it("gives one clear line", () => {
    expect(state(logistic(), [0, 1, 1])).toThrow(/targets: got 0; expected −1 or 1 in every row for the logistic loss/);
    expect(state(poisson(), [-1, 1, 1])).toThrow(/targets: got -1; expected counts, at least 0, for the poisson loss/);
    expect(state(softmax(), [0, 1, 1])).toThrow(/targets: got one output; .* for the softmax loss/);
    expect(() => quantile({ quantile: 1 })).toThrow(/between 0 and 1/);
    expect(() => huber({ delta: 0 })).toThrow(/positive/);
  });
});
