import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  InputError,
  type Label,
  logistic,
  predictLabels,
  predictProbabilities,
  selectModel,
  softmax,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { inputs, signal } from "../training/evidence-kinds.js";
import { refused, sides, small } from "./estimator-cases.js";

/** The second half of the checks of estimators: classes, weights, options, and the page that lists them all. */

describe("classes", () => {
  const labels: Record<string, (side: string) => Label> = {
    words: (side) => side,
    numbers: (side) => (side === "above" ? 7 : -2),
    booleans: (side) => side === "above",
    "words in another order": (side) => (side === "above" ? "a" : "z"),
  };
  for (const [form, labelOf] of Object.entries(labels)) {
    it(`${form}: predictions are of the classes that were given, and follow the probabilities`, async () => {
      const targets = sides.map(labelOf) as Label[];
      const model = await train({
        inputs,
        targets: targets as string[],
        task: "classification",
        loss: logistic(),
        ...small,
      });
      expect(new Set(model.labels)).toEqual(new Set(targets));
      const said = predictLabels(model, inputs);
      const { values } = predictProbabilities(model, inputs);
      said.forEach((label, j) => {
        expect(label).toBe(model.labels?.[values[2 * j + 1] > values[2 * j] ? 1 : 0]);
        expect(values[2 * j] + values[2 * j + 1]).toBeCloseTo(1, 12);
      });
      const hits = said.filter((label, j) => label === targets[j]).length;
      expect(hits).toBeGreaterThanOrEqual(
        Math.max(...[...new Set(targets)].map((each) => targets.filter((t) => t === each).length)),
      );
    });
  }

  it("the names of classes change nothing but the names", async () => {
    const model = await train({ inputs, targets: sides, loss: logistic(), ...small });
    const renamed = await train({ inputs, targets: sides.map((side) => `x ${side}`), loss: logistic(), ...small });
    expect(renamed.network.predict(inputs)).toEqual(model.network.predict(inputs));
  });

  it("one class alone is refused in one line", async () => {
    const error = await refused({ targets: signal.map(() => "only"), task: "classification" });
    expect(error.argument).toBe("targets");
  });

  it("weights of classes are those of their rows; balanced is what it says", async () => {
    const of = (options: object) => train({ inputs, targets: sides, loss: logistic(), ...small, ...options });
    const count = (side: string) => sides.filter((each) => each === side).length;
    const balanced = ["above", "below"].map((label) => ({ label, weight: sides.length / (2 * count(label)) }));
    const weightOf = new Map(balanced.map(({ label, weight }) => [label, weight]));
    const byRows = await of({ sampleWeights: sides.map((side) => weightOf.get(side) as number) });
    for (const classWeights of ["balanced", balanced]) {
      const model = await of({ classWeights });
      model.network.predict(inputs).forEach((value, j) => {
        expect(value).toBeCloseTo(byRows.network.predict(inputs)[j], 6);
      });
    }
    const meanOf = async (weight: number) => {
      const model = await of({
        classWeights: [
          { label: "above", weight },
          { label: "below", weight: 1 },
        ],
      });
      const { values } = predictProbabilities(model, inputs);
      return sides.reduce((sum, _, j) => sum + values[2 * j + (model.labels ?? []).indexOf("above")], 0);
    };
    expect(await meanOf(20)).toBeGreaterThan(await meanOf(0.05));
  });

  it("numbers that are no classes are refused where classes are asked for", async () => {
    expect((await refused({ targets: signal, task: "classification" })).argument).toBe("targets");
  });
});

describe("weights of rows", () => {
  it("ones are none, zeros are no rows", async () => {
    const plain = await train({ inputs, targets: signal, ...small });
    const ones = await train({ inputs, targets: signal, sampleWeights: signal.map(() => 1), ...small });
    const out = new Set([2, 5]);
    const kept = inputs.filter((_, j) => !out.has(j));
    const without = await train({ inputs: kept, targets: signal.filter((_, j) => !out.has(j)), ...small });
    const zeros = await train({
      inputs,
      targets: signal,
      sampleWeights: signal.map((_, j) => (out.has(j) ? 0 : 1)),
      ...small,
    });
    for (const [one, other] of [
      [ones, plain],
      [zeros, without],
    ]) {
      one.network.predict(inputs).forEach((value, j) => {
        expect(value).toBeCloseTo(other.network.predict(inputs)[j], 6);
      });
    }
  });

  it("of another shape or below zero are refused", async () => {
    for (const sampleWeights of [
      [1, 2],
      [],
      signal.map(() => -1),
      signal.map(() => Number.NaN),
      signal.map(() => 0),
      "x",
    ]) {
      expect((await refused({ sampleWeights })).argument).toBe("sampleWeights");
    }
  });
});

describe("options", () => {
  it("none are needed", async () => {
    const model = await train({ inputs, targets: signal });
    expect(model.status).toBe("solved");
  });

  it("of a wrong type or out of range are refused by name", async () => {
    const wrong: Record<string, unknown[]> = {
      task: ["classes", 1],
      model: ["tree", 3],
      loss: ["l2", 7],
      lambda: ["x", -1, Number.NaN],
      lambdaFraction: [0, 2, "x"],
      gates: [0, 1.5, "many"],
      seed: [0.5, "1"],
      standardise: ["yes", 1, null],
      standardiseTargets: [0],
      bias: [1, "no"],
      constant: [2],
      folds: [1, "x", 2.5],
      fresh: [-1, "x"],
      tolerance: [null, -1, "1e-6"],
      pathTolerance: [null],
      timeLimit: ["1", -1, null],
      signal: [5, {}],
      onProgress: [5, "x"],
      q: [0.5, 3, "2"],
      activation: ["sine"],
      layers: [0, "2"],
      intervals: [2, "x"],
      grow: ["yes"],
      solver: ["x"],
      decomposition: ["x"],
      gateStrategy: ["x"],
      foldOrder: ["x"],
      hiddenWidth: [0],
      patches: [5],
      monotone: ["x"],
      sampleWeights: [5],
      classWeights: ["x"],
    };
    for (const [option, values] of Object.entries(wrong)) {
      for (const value of values) await refused({ [option]: value });
    }
    await refused({ gate: 5 });
  });

  it("selectModel keeps to the same", async () => {
    const of = (options: object) => selectModel({ inputs, targets: signal, ...options } as never);
    for (const odd of [{ inputs: [] }, { targets: signal.slice(1) }, { families: ["tree"] }, { seed: "1" }, { x: 1 }]) {
      await expect(of(odd), JSON.stringify(odd)).rejects.toThrow(InputError);
    }
  });

  it("several outputs are learned together; numbers of one column are as numbers", async () => {
    const column = await train({ inputs, targets: signal.map((y) => [y]), ...small });
    const plain = await train({ inputs, targets: signal, ...small });
    expect(column.network.predict(inputs)).toEqual(plain.network.predict(inputs));
    const two = await train({ inputs, targets: signal.map((y) => [y, 2 * y]), ...small });
    expect(two.network.predict(inputs)).toHaveLength(2 * inputs.length);
    const three = await train({
      inputs,
      targets: signal.map((y) => (y > 0.5 ? "c" : y > -0.5 ? "b" : "a")),
      loss: softmax(),
      ...small,
    });
    expect(predictProbabilities(three, inputs).columns).toBe(3);
  });

  it("what can be learned is learned", async () => {
    const model = await train({
      inputs,
      targets: inputs.map(([a, b]) => a + Math.max(0, b)),
      gates: 50,
      fresh: 0,
      lambdaFraction: 0.001,
    });
    const predicted = model.network.predict(inputs);
    inputs.forEach(([a, b], j) => {
      expect(Math.abs(predicted[j] - a - Math.max(0, b))).toBeLessThan(0.2);
    });
  });
});

describe("the page of the checks", () => {
  const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "estimator-checks.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(check_\w+)` \| (.+) \|$/gm)];

  it("has all 85, each with a test or a reason", () => {
    expect(new Set(rows.map(([, name]) => name)).size).toBe(85);
    for (const [, name, words] of rows) expect(words.length, name).toBeGreaterThan(10);
  });
});
