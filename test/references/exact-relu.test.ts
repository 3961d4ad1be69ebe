import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  arrangementFromGates,
  exactReluProgram,
  matrix,
  randomGenerator,
  sampleArrangement,
  solve,
  verifyCertificate,
} from "halfspace";
import { exactReluNetwork } from "halfspace/networks";
import { certify, networkObjective, networkTraining } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
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
