import { type Predictor, predictProbabilities, shapleyValues, train, withBackground } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { oddKinds, oddProblem } from "../training/odd-models.js";
import { explainedModels, explainedTable } from "./models.js";

type Rows = readonly (readonly number[])[];
type Read = (inputs: number[][]) => ArrayLike<number>;

/** φ by its definition: every coalition of every player, every row of the background, one prediction each. */
function bruteForce(read: Read, outputs: number, x: readonly number[], background: Rows, groups: readonly number[]) {
  const owner = groups.flatMap((width, player) => Array.from({ length: width }, () => player));
  const worth = Array.from({ length: 2 ** groups.length }, (_, s) => {
    const rows = background.map((b) => b.map((value, c) => (s & (1 << owner[c]) ? x[c] : value)));
    const predicted = read(rows);
    return Array.from({ length: outputs }, (_unused, k) =>
      rows.reduce((sum, _row, row) => sum + predicted[row * outputs + k] / rows.length, 0),
    );
  });
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  const p = groups.length;
  const bits = (s: number) => [...s.toString(2)].filter((bit) => bit === "1").length;
  return groups.flatMap((_, i) =>
    Array.from({ length: outputs }, (_unused, k) => {
      let value = 0;
      for (let s = 0; s < worth.length; s++) {
        if (s & (1 << i)) continue;
        const share = (factorial(bits(s)) * factorial(p - 1 - bits(s))) / factorial(p);
        value += share * (worth[s | (1 << i)][k] - worth[s][k]);
      }
      return value;
    }),
  );
}

const largest = (values: ArrayLike<number>) => Math.max(1e-300, ...Array.from(values, Math.abs));

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number) {
  expect(found.length).toBe(expected.length);
  const off = Array.from(expected, (value, at) => Math.abs(found[at] - value));
  expect(Math.max(0, ...off)).toBeLessThanOrEqual(tolerance);
}

const total = (values: Float64Array, outputs: number) =>
  Array.from({ length: outputs }, (_, k) => values.reduce((sum, v, at) => (at % outputs === k ? sum + v : sum), 0));

describe("exact Shapley values", () => {
  const { inputs, groups } = explainedTable(3, 40);
  const background = inputs.slice(0, 7);

  for (const [name, make] of Object.entries(explainedModels)) {
    it(`${name}: those of all coalitions, and they add up`, async () => {
      const model = await make(inputs);
      const network: Predictor = model.network;
      const outputs = network.outputCount;
      for (const x of inputs.slice(20, 22)) {
        const [found] = shapleyValues(model, [x], { background, groups });
        const scale = Math.max(largest(network.predict(background)), largest(found.prediction));
        const expected = bruteForce((rows) => network.predict(rows), outputs, x, background, groups);
        expectClose(found.values, expected, 1e-10 * scale);
        const differences = found.prediction.map((value, k) => value - found.mean[k]);
        expectClose(total(found.values, outputs), differences, 1e-9 * scale);
        expect(found.standardErrors).toBeNull();
      }
    });
  }

  it("of eight players, each column by itself", async () => {
    const eight = inputs.map((row, j) => [...row, (j % 5) - 2]);
    const model = await explainedModels["gated ReLU"](eight);
    const widths = eight[0].map(() => 1);
    const [found] = shapleyValues(model, [eight[9]], { background: eight.slice(0, 5) });
    const expected = bruteForce((rows) => model.network.predict(rows), 1, eight[9], eight.slice(0, 5), widths);
    expectClose(found.values, expected, 1e-10 * largest(found.prediction));
  });

  it("of probabilities, for two classes and for three", async () => {
    for (const name of ["two classes", "three classes"] as const) {
      const model = await explainedModels[name](inputs);
      if (model.kind === "average") throw new Error("expected one model");
      const classes = model.labels?.length ?? 0;
      const outputs = model.network.outputCount;
      const read = (rows: number[][]) => {
        const { values } = predictProbabilities(model, rows);
        return outputs === classes ? values : values.filter((_, at) => at % 2 === 1);
      };
      const [found] = shapleyValues(model, [inputs[30]], { background, groups, of: "probability" });
      expectClose(found.values, bruteForce(read, outputs, inputs[30], background, groups), 1e-10);
      expectClose(found.prediction, read([inputs[30]]), 1e-12);
    }
  });

  it("of odd models of every kind: constant columns, huge units, ties, one row", async () => {
    const count = problemCount(oddKinds.length);
    for (let seed = 0; seed < count; seed++) {
      const { kind, options } = oddProblem(seed);
      const model = await train(options);
      const table = options.inputs as number[][];
      const network: Predictor = model.network;
      const few = table.slice(0, 4);
      const x = table[table.length - 1];
      const widths = x.map(() => 1);
      const [found] = shapleyValues(model, [x], { background: few });
      const scale = largest([...network.predict(few), ...network.predict([x])]);
      const expected = bruteForce((rows) => network.predict(rows), network.outputCount, x, few, widths);
      const off = Math.max(...expected.map((value, at) => Math.abs(value - found.values[at])));
      expect([kind, seed, off <= 1e-9 * scale]).toEqual([kind, seed, true]);
    }
  });
});

describe("sampled Shapley values", () => {
  it("lie within three standard errors of the exact ones in 99 of 100 cases, and add up", async () => {
    const { inputs } = explainedTable(5, 120);
    const model = withBackground(await explainedModels["gated ReLU"](inputs), inputs, { count: 100 });
    let [cases, inside] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const row = [inputs[seed]];
      const [sampled] = shapleyValues(model, row, { exactUpTo: 0, seed });
      const [exact] = shapleyValues(model, row);
      expect(sampled.standardErrors).not.toBeNull();
      sampled.values.forEach((value, at) => {
        cases++;
        // A value that no order changes has no error but rounding.
        if (Math.abs(value - exact.values[at]) <= 3 * (sampled.standardErrors?.[at] ?? 0) + 1e-9) inside++;
      });
      expectClose(total(sampled.values, 1), [sampled.prediction[0] - sampled.mean[0]], 1e-9);
    }
    expect(cases).toBeGreaterThan(150);
    expect(inside / cases).toBeGreaterThanOrEqual(0.99);
  });
});
