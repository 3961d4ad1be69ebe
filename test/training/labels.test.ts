import {
  fromModelFile,
  gatedReluProgram,
  hinge,
  matrix,
  predictLabels,
  predictProbabilities,
  quantile,
  randomGenerator,
  sampleArrangement,
  score,
  solve,
  squared,
  toModelFile,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";

const random = randomGenerator(3);
const inputs = matrix(24, 2, random.gaussians(48));
const quick = { inputs, gates: 20, folds: 3, pathTolerance: 1e-2, tolerance: 1e-4 } as const;
const classOf = (row: number) => (inputs.values[2 * row] > 0 ? 1 : 0) + (inputs.values[2 * row + 1] > 0.3 ? 1 : 0);
const rows = Array.from({ length: 24 }, (_, row) => row);

describe("labels come back as they came", () => {
  for (const names of [
    ["low", "middle", "high"],
    [-3, 0.5, 7],
    ["", " ", "ü"],
  ]) {
    it(JSON.stringify(names), async () => {
      const targets = rows.map((row) => names[classOf(row)]);
      const model = await train({ ...quick, targets, task: "classification" });
      const predicted = predictLabels(model, inputs);
      for (const label of predicted) expect(names).toContain(label);
      expect(predicted.filter((label, row) => label === targets[row]).length).toBeGreaterThan(16);
      expect(predictLabels(fromModelFile(toModelFile(model)), inputs)).toEqual(predicted);
      const { rows: count, columns, values } = predictProbabilities(model, inputs);
      expect([count, columns]).toEqual([24, 3]);
      for (let row = 0; row < count; row++) {
        const sum = values.subarray(3 * row, 3 * row + 3).reduce((total, value) => total + value, 0);
        expect(Math.abs(sum - 1)).toBeLessThan(1e-12);
      }
    });
  }

  it("booleans", async () => {
    const targets = rows.map((row) => classOf(row) > 0);
    const model = await train({ ...quick, targets });
    expect(model.labels).toEqual([false, true]);
    expect(predictLabels(model, inputs).every((label) => typeof label === "boolean")).toBe(true);
  });
});

describe("odd classes", () => {
  it("a class with one row is learned, and the folds without it do not fail", async () => {
    const targets = rows.map((row) => (row === 5 ? "rare" : classOf(row) > 0 ? "a" : "b"));
    const model = await train({ ...quick, targets });
    expect(model.status).toBe("solved");
    expect(model.labels).toEqual(["a", "b", "rare"]);
    expect(predictProbabilities(model, inputs).columns).toBe(3);
  });

  it("as many classes as rows, and classes named that no row has", async () => {
    const own = await train({ ...quick, targets: rows.map((row) => `row ${row}`), lambdaFraction: 0.1 });
    expect(own.labels).toHaveLength(24);
    const labels = Array.from({ length: 30 }, (_, k) => k);
    const more = await train({ ...quick, targets: rows.map(classOf), labels, lambdaFraction: 0.1 });
    expect(more.status).toBe("solved");
    for (const label of predictLabels(more, inputs)) expect(labels).toContain(label);
  });

  it("a label in a test table that the model does not know counts as an error, and has no log loss", async () => {
    const model = await train({ ...quick, targets: rows.map((row) => (classOf(row) > 0 ? "a" : "b")) });
    const scored = score(
      model,
      inputs,
      rows.map(() => "never seen"),
    ) as { accuracy: number; logLoss?: number };
    expect(scored.accuracy).toBe(0);
    expect(scored.logLoss).toBeUndefined();
  });

  it("a label outside of the labels given is an error that names it", async () => {
    const targets = rows.map((row) => (row === 3 ? "c" : classOf(row) > 0 ? "a" : "b"));
    await expect(train({ ...quick, targets, labels: ["a", "b"] })).rejects.toThrow(/"c"/);
  });

  it("probabilities asked of a regression, or of a loss that has none, are refused", async () => {
    const regression = await train({ ...quick, targets: rows.map((row) => row / 7), lambdaFraction: 0.1 });
    expect(() => predictProbabilities(regression, inputs)).toThrow(/got a regression/);
    const targets = rows.map((row) => (classOf(row) > 0 ? "a" : "b"));
    for (const loss of [squared(), hinge()]) {
      const model = await train({ ...quick, targets, loss, lambdaFraction: 0.1 });
      expect(() => predictProbabilities(model, inputs)).toThrow(/has no probabilities of its own/);
    }
  });
});

it("losses with corners are solved to 1e-4 by default, and to 1e-6 when asked", async () => {
  const targets = rows.map((row) => (classOf(row) > 0 ? 1 : -1));
  const arrangement = sampleArrangement(inputs, { count: 12 });
  for (const loss of [hinge(), quantile({ quantile: 0.3 })]) {
    const program = gatedReluProgram({ inputs, targets, arrangement, loss, lambdaFraction: 0.2 });
    const usual = await solve(program);
    expect(usual.status).toBe("solved");
    expect(usual.certificate.relativeGap).toBeLessThanOrEqual(1e-4);
    const exact = await solve(program, { tolerance: 1e-6 });
    expect(exact.status).toBe("solved");
    expect(exact.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
  }
});
