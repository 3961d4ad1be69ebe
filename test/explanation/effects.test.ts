import {
  columnImportance,
  effectCurve,
  explain,
  explainer,
  explainRows,
  nearestChange,
  withBackground,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { explainedModels, explainedTable } from "./models.js";

const { inputs, groups } = explainedTable(3, 40);
const levels = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

describe("effects of columns, for models of every kind", () => {
  for (const name of ["gated ReLU", "several outputs", "three classes", "ntk", "average", "three layers"]) {
    it(`${name}: each point is what the model says of rows with these columns set, and their mean`, async () => {
      const { network } = await explainedModels[name](inputs);
      const { mean, individual } = effectCurve(network, inputs, { column: 2, points: levels });
      levels.forEach((level, point) => {
        const rows = inputs.map((row) => [...row.slice(0, 2), ...level, ...row.slice(5)]);
        const expected = network.predict(rows);
        expect(individual[point].values).toEqual(expected);
        for (let k = 0; k < network.outputCount; k++) {
          const own = expected.filter((_, at) => at % network.outputCount === k);
          const average = own.reduce((sum, value) => sum + value, 0) / inputs.length;
          expect(mean.values[point * network.outputCount + k]).toBeCloseTo(average, 10);
        }
      });
    });
  }

  it("is refused in one line where the points do not fit the columns", async () => {
    const { network } = await explainedModels["gated ReLU"](inputs);
    const ask = (column: number) => () => effectCurve(network, inputs, { column, points: levels });
    expect(ask(5)).toThrow(/column: got 5, with 3 to be set; expected columns from 0 to 6/);
    expect(ask(-1)).toThrow(/column: got -1/);
  });
});

describe("permutation importance of averages and kernels", () => {
  it("finds that a column that the target does not know loses least", async () => {
    for (const name of ["average", "ntk"]) {
      const model = await explainedModels[name](inputs);
      const targets = model.network.predict(inputs);
      const found = columnImportance(model, { inputs, targets, groups });
      expect(found).toHaveLength(groups.length);
      expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...found)).toBeGreaterThan(0.1);
    }
  });
});

describe("explain", () => {
  it("gives the same as explainer, whatever rows came before, and null without a background", async () => {
    const model = await explainedModels["gated ReLU"](inputs);
    expect(explain(model, [inputs[0]]).shapley).toBeNull();
    const backed = withBackground(model, inputs, { count: 9, seed: 2 });
    expect(backed.background.rows).toBe(9);
    const one = explainer(backed, { exactUpTo: 0 });
    one([inputs[5]]);
    expect(one([inputs[1]])).toEqual(explain(backed, [inputs[1]], { exactUpTo: 0 }));
    expect(withBackground(model, inputs, { count: 500 }).background.rows).toBe(inputs.length);
    expect(() => withBackground(model, inputs, { count: 0 })).toThrow(/count/);
    expect(() => explain(model, [inputs[0]], { of: "probability" })).toThrow(/probabilities of a regression/);
  });

  it("of many rows is that of each; ends early where it is told to, and gives the rows so far where time is over", async () => {
    const models = [await explainedModels["gated ReLU"](inputs), await explainedModels.average(inputs)];
    for (const model of models) {
      const backed = withBackground(model, inputs, { count: 9 });
      const rows = inputs.slice(0, 4);
      const wanted = { atLeast: 1 };
      const done: number[] = [];
      const asked = { nearest: () => ({ wanted }), onProgress: (count: number) => done.push(count) };
      const found = await explainRows(backed, rows, asked);
      expect(done).toEqual([1, 2, 3, 4]);
      expect(found).toEqual(
        rows.map((row) => ({ ...explain(backed, [row]), nearest: nearestChange(backed, [row], { wanted }) })),
      );
      expect((await explainRows(backed, rows, { timeLimit: 1e-9 })).length).toBeLessThan(4);
      const reason = new Error("stop");
      const signal = { aborted: true, reason };
      await expect(explainRows(backed, rows, { signal } as never)).rejects.toBe(reason);
    }
  });
});
