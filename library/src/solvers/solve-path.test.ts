import { describe, expect, it } from "vitest";
import { sampleArrangement } from "../arrangements/sample.js";
import { matrix } from "../linear-algebra/matrix.js";
import { logistic } from "../losses/logistic.js";
import { squared } from "../losses/squared.js";
import { exactReluProgram } from "../programs/exact-relu.js";
import { gatedReluProgram } from "../programs/gated-relu.js";
import { lambdaMax } from "../programs/group-program.js";
import { randomGenerator } from "../random/generator.js";
import { solve } from "./solve.js";
import { solvePath } from "./solve-path.js";

const random = randomGenerator(5);
const [n, d] = [300, 4];
const inputs = matrix(n, d, random.gaussians(n * d));
const arrangement = sampleArrangement(inputs, { count: 60, seed: 1 });
const values = Float64Array.from({ length: n }, (_, j) => Math.abs(inputs.values[j * d]) + 0.1 * random.gaussian());
const falling = (largest: number) => Array.from({ length: 9 }, (_, k) => largest * 0.6 ** k);

describe("solvePath", () => {
  for (const [loss, targets] of [
    [squared(), values],
    [logistic(), values.map((value) => (value > 0.7 ? 1 : -1))],
  ] as const) {
    it(`finds what each λ alone does, loose and tight (${loss.name})`, async () => {
      const program = gatedReluProgram({ inputs, targets, arrangement, loss, lambda: 1 });
      const lambdas = falling(lambdaMax(program));
      for (const tolerance of [1e-2, 1e-8]) {
        const path = await solvePath(program, lambdas, { tolerance });
        expect(path.map((solution) => solution.program.lambda)).toEqual(lambdas);
        for (const { status, certificate, program: stated } of path) {
          const alone = await solve(stated, { tolerance: 1e-8 });
          expect(status).toBe("solved");
          expect(certificate.primalObjective).toBeGreaterThanOrEqual(alone.certificate.dualObjective);
          expect(certificate.primalObjective / alone.certificate.primalObjective - 1).toBeLessThanOrEqual(tolerance);
        }
      }
    });
  }

  it("of the exact program, whose blocks have cones, finds what each λ alone does", async () => {
    const few = { inputs: matrix(12, d, inputs.values.slice(0, 12 * d)), targets: values.slice(0, 12) };
    const arrangement = sampleArrangement(few.inputs, { count: 6, seed: 1 });
    const program = exactReluProgram({ ...few, arrangement, lambdaFraction: 0.5 });
    const lambdas = [1, 0.7, 0.5].map((share) => share * program.lambda);
    const path = await solvePath(program, lambdas);
    for (const { status, certificate, program: stated } of path) {
      const alone = await solve(stated);
      expect(status).toBe("solved");
      expect(certificate.primalObjective / alone.certificate.primalObjective).toBeCloseTo(1, 5);
    }
  });

  it("ends early where its time is over, and keeps what it has", async () => {
    const program = gatedReluProgram({ inputs, targets: values, arrangement, loss: squared(), lambda: 1 });
    const path = await solvePath(program, falling(lambdaMax(program)), { timeLimit: 1e-9 });
    expect(path).toHaveLength(1);
  });

  it("asks for λ that fall", async () => {
    const program = gatedReluProgram({ inputs, targets: values, arrangement, loss: squared(), lambda: 1 });
    await expect(solvePath(program, [1, 2])).rejects.toThrow(/lambdas.*2 after 1.*smaller than the one before/s);
    await expect(solvePath(program, [Number.NaN])).rejects.toThrow(/lambdas/);
    expect(await solvePath(program, [])).toEqual([]);
  });
});
