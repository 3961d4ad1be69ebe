import {
  describeCertificate,
  fromModelFile,
  type TrainOptions,
  toModelFile,
  toOnnx,
  train,
  verifyCertificate,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const { inputs, targets } = randomTable(2, 40, 3);
const common = { inputs, targets, gates: 60, seed: 3, lambdaFraction: 0.02 };
type Options = Omit<Partial<TrainOptions>, "model"> & { readonly model?: "gated-relu" | "mkl" };
const methods: [string, Options, string][] = [
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
    const objective = async (options: Options) =>
      (await train({ ...common, ...options, gates: 60 })).certificate.primalObjective;
    const newton = await objective({});
    for (const solver of ["irls", "fista"] as const) {
      expect(Math.abs((await objective({ solver, tolerance: 1e-5 })) / newton - 1)).toBeLessThan(2e-5);
    }
  });

  for (const gateStrategy of ["data-differences", "sparse", "quantile"] as const) {
    it(`gates ${gateStrategy}: solved, verified, and its file verifies and predicts alike; λ by cross-validation too`, async () => {
      const result = await train({ ...common, gateStrategy });
      const gaussian = await train(common);
      expect(result.status).toBe("solved");
      expect(result.gates.values).not.toEqual(gaussian.gates.values);
      expect(result.coverage).toBe("sampled");
      expect(verifyCertificate(result.program, result.certificate).verified).toBe(true);
      const file = toModelFile(result);
      const again = fromModelFile(file);
      expect(again.options.gateStrategy).toBe(gateStrategy);
      expect(verifyModel(again, inputs, targets).verified).toBe(true);
      expect(toModelFile(await train({ ...common, gateStrategy }))).toBe(file);
      const chosen = await train({ inputs, targets, gates: 40, gateStrategy, folds: 3, fractions: [0.1, 0.01] });
      expect(chosen.crossValidation?.path.length).toBe(2);
      expect(verifyModel(chosen, inputs, targets).verified).toBe(true);
    });
  }

  it("a gate strategy is refused where no gates are drawn", async () => {
    const wrong = (options: object) => train({ ...common, ...options } as TrainOptions);
    await expect(wrong({ gateStrategy: "random" })).rejects.toThrow(/gateStrategy/);
    await expect(wrong({ gateStrategy: "sparse", model: "relu", gates: "generate" })).rejects.toThrow(
      /gates "generate"/,
    );
    await expect(wrong({ gateStrategy: "sparse", gates: [[1], [0], [0], [0]] })).rejects.toThrow(/given gates/);
    await expect(wrong({ gateStrategy: "sparse", gates: undefined, model: "ntk" })).rejects.toThrow(/with model ntk/);
    const patches = { height: 1, width: 4, filterHeight: 1 };
    await expect(wrong({ gateStrategy: "sparse", patches })).rejects.toThrow(/patches/);
    await expect(wrong({ gateStrategy: "quantile", bias: false })).rejects.toThrow(/constant column/);
  });

  for (const model of ["ntk", "gaussian"] as const) {
    it(`${model}: kernel ridge regression with λ by the leave-one-out error; its file verifies and predicts alike`, async () => {
      const result = await train({ inputs, targets, model });
      expect(result.status).toBe("solved");
      expect(result.certificate.program).toBe("kernel-ridge");
      expect(verifyCertificate(result.program as never, result.certificate as never).verified).toBe(true);
      const text = toModelFile(result);
      const again = fromModelFile(text);
      expect(toModelFile(again)).toBe(text);
      expect(verifyModel(again, inputs, targets).verified).toBe(true);
      expect(again.network.predict(inputs)).toEqual(result.network.predict(inputs));
      expect(describeCertificate(again.certificate)).toContain("says nothing of networks");
      expect(toOnnx(again, { precision: "double" }).length).toBeGreaterThan(8 * inputs.rows);
      const damaged = text.replace(/("dual":\{[^[]*\[)[^,]*/, "$1123");
      expect(verifyModel(fromModelFile(damaged), inputs, targets).verified).toBe(false);
      const labels = Array.from(targets, (value) => (value > 80 ? "high" : "low"));
      const classes = await train({ inputs, targets: labels, model });
      expect(classes.crossValidation?.metric).toBe("accuracy");
      expect(verifyModel(classes, inputs, labels).verified).toBe(true);
    });
  }

  it("refuses what does not go together", async () => {
    await expect(train({ ...common, model: "mkl", solver: "irls" })).rejects.toThrow(
      /expected one of working-set, simple-mkl/,
    );
    await expect(train({ ...common, q: 2, solver: "fista" })).rejects.toThrow(/solver: got "fista" for q = 2/);
    await expect(train({ ...common, model: "ntk" })).rejects.toThrow(/gates: got them with model ntk/);
    await expect(train({ inputs, targets, model: "ntk", solver: "fista" })).rejects.toThrow(/one factorisation/);
    await expect(train({ ...common, q: 0.5 })).rejects.toThrow(/q: got 0.5/);
    await expect(train({ ...common, q: 2, model: "relu" })).rejects.toThrow(/q: got 2 with model relu/);
    await expect(train({ ...common, initial: "uniform" })).rejects.toThrow(/with solver "irls"/);
  });
});
