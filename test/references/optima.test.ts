import { readFileSync } from "node:fs";
import { join } from "node:path";
import { arrangementFromGates, fista, gatedReluProgram, solve, verifyCertificate, workingSet } from "halfspace";
import { certify } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { sharedFolder, sharedFolderNote } from "../shared-folder.js";
import { folder, rows } from "./reference-data.js";

interface Optimum {
  readonly lambda: number;
  readonly objective: number;
  readonly activeGates: number;
}

interface Reference {
  readonly lambdaMax: number;
  readonly gatedRelu: Record<string, Optimum>;
}

function load(name: string) {
  const inputs = rows(join(folder, name, "X.csv"));
  const targets = rows(join(folder, name, "y.csv")).flat();
  const arrangement = arrangementFromGates(inputs, rows(join(folder, name, "G.csv")));
  const reference = JSON.parse(readFileSync(join(folder, "optima.json"), "utf8")).problems[name] as Reference;
  return { inputs, targets, arrangement, reference };
}

describe.skipIf(!sharedFolder)(`trusted optima of program (8) on given gates${sharedFolderNote}`, () => {
  for (const name of ["a1", "b"]) {
    it(`${name}: the default solver reaches them to 1e-8 with the same number of active gates`, async () => {
      const { inputs, targets, arrangement, reference } = load(name);
      for (const [fraction, optimum] of Object.entries(reference.gatedRelu)) {
        const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: Number(fraction) });
        expect(Math.abs(program.lambda / optimum.lambda - 1)).toBeLessThan(1e-12);
        const solution = await solve(program, { solver: workingSet(), tolerance: 1e-8 });
        expect(solution.status).toBe("solved");
        expect(solution.certificate.relativeGap).toBeLessThanOrEqual(1e-8);
        expect(Math.abs(solution.certificate.primalObjective / optimum.objective - 1)).toBeLessThan(1e-8);
        expect(solution.activeGates).toBe(optimum.activeGates);
        // The gap that is reported is the gap recomputed from w alone.
        const recomputed = certify(program, solution.point);
        expect(recomputed.relativeGap).toBe(solution.certificate.relativeGap);
        expect(verifyCertificate(program, solution.certificate).verified).toBe(true);
      }
    });

    it(`${name}: accelerated proximal gradient agrees to 1e-5`, async () => {
      const { inputs, targets, arrangement, reference } = load(name);
      for (const fraction of ["0.5", "0.1"]) {
        const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: Number(fraction) });
        const solution = await solve(program, { solver: fista(), tolerance: 1e-5 });
        expect(solution.status).toBe("solved");
        const { primalObjective } = solution.certificate;
        expect(Math.abs(primalObjective / reference.gatedRelu[fraction].objective - 1)).toBeLessThan(1e-5);
      }
    });
  }
});
