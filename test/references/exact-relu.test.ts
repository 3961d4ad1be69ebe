import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  arrangementFromGates,
  enumerateArrangement,
  exactReluProgram,
  generateGates,
  huber,
  logistic,
  matrix,
  poisson,
  randomGenerator,
  sampleArrangement,
  solve,
  squaredHinge,
  verifyCertificate,
} from "halfspace";
import { exactReluNetwork } from "halfspace/networks";
import { certify, networkObjective, networkTraining } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { conicDelta, conicNetworkOptimum } from "./conic-losses.js";
import { conicOptimum } from "./conic-solver.js";
import { folder, rows } from "./reference-data.js";

interface Reference {
  readonly exactRelu: Record<string, { lambda: number; objective: number; activeGates: number }>;
}

describe.skipIf(!sharedFolder)(`trusted optima of program (3) on given gates${sharedFolderNote}`, () => {
  for (const [name, fractions] of [
    ["a1", ["0.5", "0.1", "0.01"]],
    ["b", ["0.5", "0.1"]],
  ] as const) {
    const inputs = sharedFolder ? rows(join(folder, name, "X.csv")) : [];
    const targets = sharedFolder ? rows(join(folder, name, "y.csv")).flat() : [];
    for (const fraction of fractions) {
      it(`${name} at ${fraction}`, async () => {
        const arrangement = arrangementFromGates(inputs, rows(join(folder, name, "G.csv")));
        const reference: Reference = JSON.parse(readFileSync(join(folder, "optima.json"), "utf8")).problems[name];
        const optimum = reference.exactRelu[fraction];
        const program = exactReluProgram({ inputs, targets, arrangement, lambdaFraction: Number(fraction) });
        expect(Math.abs(program.lambda / optimum.lambda - 1)).toBeLessThan(1e-12);
        const { status, certificate, point } = await solve(program, { tolerance: 1e-6 });
        expect(status).toBe("solved");
        expect(Math.abs(certificate.primalObjective / optimum.objective - 1)).toBeLessThan(1e-6);
        expect(certificate.relativeGap).toBeLessThanOrEqual(1e-6);
        expect(certificate.maxConeViolation).toBeLessThanOrEqual(1e-9);
        const recomputed = certify(program, point, certificate.dualPoint).relativeGap;
        expect(Math.abs(recomputed - certificate.relativeGap)).toBeLessThan(1e-12);
        expect(verifyCertificate(program, certificate).verified).toBe(true);
        // The point is a ReLU network with the same training objective, from its weights alone.
        const training = networkTraining({ inputs, targets, lambda: program.lambda });
        const network = networkObjective(training, exactReluNetwork(program, point));
        expect(Math.abs(network / certificate.primalObjective - 1)).toBeLessThan(1e-10);
      });
    }
  }
});

describe("an independent conic solver", () => {
  it.each([logistic(), poisson(), huber({ delta: conicDelta }), squaredHinge()])(
    "finds the same optimum of generated networks, free and monotone: loss %#",
    async (loss) => {
      for (let seed = 1; seed <= problemCount(2); seed++) {
        const random = randomGenerator(50 + seed);
        const [n, d] = [8 + random.integer(4), 1 + (seed % 2)];
        const inputs = Array.from({ length: n }, () => [...random.gaussians(d), 1]);
        const signal = inputs.map((row) => Math.abs(row[0]) - 0.5 * row[d - 1] + 0.3 * random.gaussian());
        const targets = signal.map((value) => {
          if (loss.targets === "signs") return value > 0.3 ? 1 : -1;
          return loss.targets === "counts" ? Math.max(0, Math.round(2 * value)) : value;
        });
        const sampleWeights = inputs.map(() => 1 + random.integer(2));
        const monotone = seed % 2 === 0 ? [1, ...new Array(d - 1).fill(-1), 0] : undefined;
        const stated = { inputs, targets, lambda: [0.1, 0.6][random.integer(2)], monotone };
        const { status, certificate } = await generateGates({ ...stated, loss, sampleWeights, tolerance: 1e-8 });
        expect([status, certificate.coverage]).toEqual(["solved", "complete"]);
        const program = exactReluProgram({ ...stated, arrangement: enumerateArrangement(inputs) });
        const data = { ...program.data, weights: Float64Array.from(sampleWeights) };
        const optimum = await conicNetworkOptimum({ ...program, data }, loss);
        expect(Math.abs(certificate.primalObjective / optimum - 1)).toBeLessThan(1e-6);
      }
    },
  );

  it("finds the same optimum of monotone programs", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = randomGenerator(seed);
      const [n, d] = [6 + 2 * seed, 2 + (seed % 3)];
      const inputs = matrix(n, d, random.gaussians(n * d));
      const stated = {
        inputs,
        targets: random.gaussians(n),
        arrangement: sampleArrangement(inputs, { count: 12, seed }),
        lambdaFraction: [0.5, 0.1, 0.02][seed % 3],
      };
      const monotone = Array.from({ length: d }, (_, k) => [1, -1, 0][(seed + k) % 3]);
      const program = exactReluProgram({ ...stated, monotone });
      const { certificate, point } = await solve(program, { tolerance: 1e-9 });
      expect(certificate.relativeGap).toBeLessThanOrEqual(1e-9);
      expect(verifyCertificate(program, certificate).verified).toBe(true);
      expect(Math.abs((await conicOptimum(program)) / certificate.primalObjective - 1)).toBeLessThan(1e-6);
      const free = await solve(exactReluProgram(stated), { tolerance: 1e-9 });
      expect(certificate.primalObjective).toBeGreaterThan(free.certificate.dualObjective);
      // Signs and not products: a weight that rounding turned around would be one.
      const { hidden, output } = exactReluNetwork(program, point);
      const signs = hidden.values.map((w, at) => monotone[at % d] * Math.sign(output.values[Math.floor(at / d)]) * w);
      expect(signs.every((value) => value >= 0)).toBe(true);
    }
  });

  it("finds the same optimum of (3) on small random programs", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = randomGenerator(seed);
      const [n, d] = [6 + 2 * seed, 2 + (seed % 3)];
      const inputs = matrix(n, d, random.gaussians(n * d));
      const program = exactReluProgram({
        inputs,
        targets: random.gaussians(n),
        arrangement: sampleArrangement(inputs, { count: 12, seed }),
        lambdaFraction: [0.5, 0.1, 0.02][seed % 3],
      });
      const { certificate } = await solve(program, { tolerance: 1e-9 });
      expect(certificate.relativeGap).toBeLessThanOrEqual(1e-9);
      expect(Math.abs((await conicOptimum(program)) / certificate.primalObjective - 1)).toBeLessThan(1e-6);
    }
  });
});
