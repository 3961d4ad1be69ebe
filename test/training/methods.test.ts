import { fromModelFile, type TrainOptions, toModelFile, train, verifyCertificate, verifyModel } from "halfspace";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const { inputs, targets } = randomTable(2, 40, 3);
const common = { inputs, targets, gates: 60, seed: 3, lambdaFraction: 0.02 };
const methods: [string, Partial<TrainOptions>, string][] = [
  ["fista", { solver: "fista", tolerance: 1e-5 }, "gated-relu"],
  ["irls from the NTK's weights", { solver: "irls", tolerance: 1e-5 }, "gated-relu"],
  ["irls from equal weights", { solver: "irls", initial: "uniform", tolerance: 1e-5 }, "gated-relu"],
  ["q = 1.5", { q: 1.5 }, "power-family"],
  ["q = 2", { q: 2 }, "power-family"],
  ["multiple kernel learning", { model: "mkl" }, "multiple-kernel"],
  ["simple-mkl", { model: "mkl", solver: "simple-mkl", tolerance: 1e-2 }, "multiple-kernel"],
];

describe("train by every method", () => {
  for (const [name, options, program] of methods) {
    it(`${name}: solved, verified, and its file verifies and predicts alike`, async () => {
      const result = await train({ ...common, ...options, gates: 60 });
      expect(result.status).toBe("solved");
      expect(result.certificate.program).toBe(program);
      expect(verifyCertificate(result.program, result.certificate).verified).toBe(true);
      const again = fromModelFile(toModelFile(result));
      expect(verifyModel(again, inputs, targets).verified).toBe(true);
      expect(again.network.predict(inputs)).toEqual(result.network.predict(inputs));
    });
  }

  it("the solvers of one program agree", async () => {
    const objective = async (options: Partial<TrainOptions>) =>
      (await train({ ...common, ...options, gates: 60 })).certificate.primalObjective;
    const newton = await objective({});
    for (const solver of ["irls", "fista"] as const) {
      expect(Math.abs((await objective({ solver, tolerance: 1e-5 })) / newton - 1)).toBeLessThan(2e-5);
    }
  });

  it("refuses what does not go together", async () => {
    await expect(train({ ...common, model: "mkl", solver: "irls" })).rejects.toThrow(
      /expected one of working-set, simple-mkl/,
    );
    await expect(train({ ...common, q: 2, solver: "fista" })).rejects.toThrow(/solver: got "fista" for q = 2/);
    await expect(train({ ...common, q: 0.5 })).rejects.toThrow(/q: got 0.5/);
    await expect(train({ ...common, q: 2, model: "relu" })).rejects.toThrow(/q: got 2 with model relu/);
    await expect(train({ ...common, initial: "uniform" })).rejects.toThrow(/with solver "irls"/);
  });
});
