import { describe, expect, it } from "vitest";
import { fromAverageFile, toAverageFile } from "../formats/average-file.js";
import { quantile } from "../losses/quantile.js";
import type { AverageModel } from "../models/average/average-model.js";
import { modelFamilies, type SelectOptions } from "../options/select-options.js";
import { randomGenerator } from "../random/generator.js";
import { verifyAverage } from "../verification/verify-average.js";
import { modelAtPenalty } from "./model-at-penalty.js";
import { selectModel } from "./select-model.js";

/** Two columns, classes by the sign of a bent function with noise. */
function table(rows: number, seed: number) {
  const random = randomGenerator(seed);
  const inputs = Array.from({ length: rows }, () => [random.gaussian(), random.gaussian()]);
  const targets = inputs.map(([a, b]) => (Math.abs(a) - b + 0.3 * random.gaussian() > 0 ? "yes" : "no"));
  return { inputs, targets };
}

const small: Partial<SelectOptions> = { gates: 40, repeats: 1, tolerance: 1e-4 };

describe("model selection", () => {
  it("tries every family, orders by score, and averages the best twelve kernels", async () => {
    const { inputs, targets } = table(40, 1);
    const result = await selectModel({ inputs, targets, ...small, families: modelFamilies });
    const tried = new Set<string>(result.candidates.map(({ family }) => family));
    for (const family of [...modelFamilies, "average"]) expect(tried.has(family), family).toBe(true);
    const scores = result.candidates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    const average = result.candidates.find(({ family }) => family === "average");
    const model = (await result.refit(average as never)) as AverageModel;
    expect(model.members).toHaveLength(12);
    const rows = inputs.slice(0, 7);
    const mean = model.network.predict(rows);
    expect(mean).toHaveLength(7);
    // No tolerance: what every member claims is proved from the table, and the file names what that is about.
    const found = verifyAverage(model, inputs, targets);
    expect(found.problems).toEqual([]);
    expect(found.hashes).toEqual(model.statement?.hashes);
    expect(verifyAverage(fromAverageFile(toAverageFile(model)), inputs, targets).verified).toBe(true);
    const other = targets.map((target, j) => (j === 3 ? (target === "yes" ? "no" : "yes") : target));
    expect(verifyAverage(model, inputs, other).problems.join()).toContain("statement.hashes.targets");
    expect(result.smallestNetwork === undefined || result.smallestNetwork.size > 0).toBe(true);
  }, 30_000);

  it("is the same bits with the same seed, and leaves its input alone", async () => {
    const { inputs, targets } = table(40, 2);
    const before = JSON.stringify(inputs);
    const once = await selectModel({ inputs, targets, ...small, families: ["neural-tangent", "gaussian"] });
    const again = await selectModel({ inputs, targets, ...small, families: ["gaussian", "neural-tangent"] });
    expect(again.candidates).toEqual(once.candidates);
    expect(again.model.network.predict(inputs)).toEqual(once.model.network.predict(inputs));
    expect(JSON.stringify(inputs)).toBe(before);
  });

  it("every family's model predicts at least as well as it was scored to, about", async () => {
    const { inputs, targets } = table(50, 3);
    const fresh = table(200, 4);
    const families = modelFamilies.filter((family) => family !== "generated-relu");
    const result = await selectModel({ inputs, targets, ...small, families });
    for (const family of families) {
      const best = result.candidates.find((candidate) => candidate.family === family);
      const model = await result.refit(best as never);
      const outputs = model.network.predict(fresh.inputs);
      const right = fresh.targets.filter((label, i) => (outputs[i] >= 0 ? "yes" : "no") === label).length;
      expect(right / 200, family).toBeGreaterThan(0.75);
    }
  }, 30_000);

  it("regression, many classes, one row a fold and a time limit that leaves families out", async () => {
    const random = randomGenerator(5);
    const inputs = Array.from({ length: 30 }, () => [random.gaussian(), random.gaussian(), 1]);
    const numbers = inputs.map(([a, b]) => 100 + 50 * Math.abs(a) + b);
    const regression = await selectModel({ inputs, targets: numbers, ...small, rule: "one-standard-error" });
    expect(regression.metric).toBe("rmse");
    const outputs = regression.model.network.predict(inputs);
    expect(Math.abs(outputs[0] - numbers[0])).toBeLessThan(60);
    const three = numbers.map((value) => (value < 120 ? "low" : value < 150 ? "middle" : "high"));
    const classes = await selectModel({ inputs, targets: three, ...small, families: ["gaussian", "gated-relu"] });
    expect(classes.model.network.predict(inputs)).toHaveLength(90);
    const tiny = await selectModel({
      inputs: inputs.slice(0, 3),
      targets: ["a", "b", "a"],
      families: ["neural-tangent"],
    });
    expect(tiny.candidates.length).toBeGreaterThan(0);
    let turns = 0;
    const cut = selectModel({ inputs, targets: three, ...small, timeLimit: 1e-9, onProgress: () => turns++ });
    await expect(cut).rejects.toThrow(/too short for a single candidate/);
  });

  it("gives the network that the time was enough for, where no other family is compared, and a search that sees some folds", async () => {
    const random = randomGenerator(8);
    const inputs = Array.from({ length: 300 }, () => [...random.gaussians(6)]);
    const targets = inputs.map(([a, b, c]) => Math.abs(a) - b * c + 0.3 * random.gaussian());
    const cut = await selectModel({ inputs, targets, loss: quantile({ quantile: 0.9 }), timeLimit: 1 });
    expect(cut.model.kind).toBe("gated");
    expect(cut.notes.join()).toMatch(/The time limit left \d of 4 folds, which the score is of/);
    const few = { inputs: inputs.slice(0, 20).map(([a]) => [a]), targets: targets.slice(0, 20) };
    const searched = await selectModel({ ...few, ...small, families: ["generated-relu"] });
    expect(searched.chosen.family).toBe("generated-relu");
  }, 30_000);

  it("refuses what it cannot do", async () => {
    const { inputs, targets } = table(10, 6);
    const rejects = (options: object, message: RegExp) =>
      expect(selectModel({ inputs, targets, ...options } as never)).rejects.toThrow(message);
    await rejects({ families: ["forest"] }, /families: got "forest"/);
    await rejects({ families: [] }, /at least one/);
    await rejects({ rule: "worst" }, /rule: got "worst"/);
    await rejects({ members: 0 }, /members: got 0/);
    await rejects({ colour: 1 }, /unknown option "colour"/);
    await rejects({ targets: targets.map(() => "same") }, /at least two classes/);
  });

  it("models at a given penalty: kernels, the group lasso and Algorithm 1 as printed", async () => {
    const { inputs, targets } = table(40, 7);
    for (const family of ["neural-tangent", "relu-tangent", "gaussian", "gated-relu", "algorithm-1"] as const) {
      const model = await modelAtPenalty({ inputs, targets, family, lambda: 0.1, gates: 60 });
      const outputs = model.network.predict(inputs);
      const right = targets.filter((label, i) => (outputs[i] >= 0 ? "yes" : "no") === label).length;
      expect(right, family).toBeGreaterThan(30);
    }
  });
});
