import fc from "fast-check";
import { predictionsOf, type RegressionScore, score, train, verifyCertificate, verifyModel } from "halfspace";
import type { GatedReluNetwork } from "halfspace/networks";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 2, max: 30 }),
  columns: fc.integer({ min: 1, max: 4 }),
  constant: fc.boolean(),
  standardise: fc.boolean(),
  bias: fc.boolean(),
  lambdaFraction: fc.constantFrom(0.5, 0.1, 0.01),
});

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < a.length; k++) largest = Math.max(largest, Math.abs(a[k] - b[k]));
  return largest;
}

describe("reductions are undone in the returned network", () => {
  it("standardisation and bias: raw rows give what the program gives, by a formula of this test", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, rows, columns, constant, ...options }) => {
        const { inputs, targets } = randomTable(seed, rows, columns, constant);
        const [x, y] = [inputs.values.slice(), targets.slice()];
        const result = await train({ inputs, targets, gates: 20, seed, ...options });
        const found = result.network.predict(inputs);
        const { shift, scale } = result.reduction.outputs;
        const added = result.constant?.[0] ?? 0;
        const u = predictionsOf(result.program, result.point);
        const program = u.map((value) => shift[0] + scale[0] * (value + added));
        expect(largestDifference(found, program)).toBeLessThanOrEqual(1e-10 * Math.max(...targets));
        expect(verifyCertificate(result.program, result.certificate).verified).toBe(true);
        expect(largestDifference(found, byHand(result, inputs.values, columns))).toBeLessThanOrEqual(
          1e-10 * Math.max(...targets),
        );
        expect(inputs.values).toEqual(x);
        expect(targets).toEqual(y);
      }),
      { numRuns: 40, seed: 21 },
    );
  });

  it("units do not matter: columns and targets times powers of two give the same bits", async () => {
    const { inputs, targets } = randomTable(4, 25, 3);
    const scaled = { ...inputs, values: inputs.values.map((value, k) => value * [8, 0.25, 1024][k % 3]) };
    const options = { gates: 30, lambdaFraction: 0.05 };
    const first = await train({ inputs, targets, ...options });
    const second = await train({ inputs: scaled, targets: targets.map((value) => 4 * value), ...options });
    expect(second.network.predict(scaled)).toEqual(first.network.predict(inputs).map((value) => 4 * value));
  });

  it.each([530, -530, 900, -900])("sizes of 2^%d divide out: the same bits, scores and λ", async (exponent) => {
    const { inputs, targets } = randomTable(7, 25, 2);
    const size = 2 ** exponent;
    const scaled = { ...inputs, values: inputs.values.map((value, k) => (k % 2 === 0 ? value / size : value * size)) };
    const large = targets.map((value) => value * size);
    for (const model of ["gated-relu", "relu", "gaussian"] as const) {
      const options = { ...(model === "gaussian" ? {} : { gates: 20 }), fractions: [0.3, 0.1, 0.03], model };
      const first = await train({ inputs, targets, ...options });
      const second = await train({ inputs: scaled, targets: large, ...options });
      expect(second.lambdaFraction).toBe(first.lambdaFraction);
      expect(second.crossValidation?.mean).toBe(size * (first.crossValidation?.mean ?? Number.NaN));
      expect(second.network.predict(scaled)).toEqual(first.network.predict(inputs).map((value) => size * value));
      expect(verifyModel(second, scaled, large).verified).toBe(true);
      const [one, two] = [score(first, inputs, targets), score(second, scaled, large)] as RegressionScore[];
      expect([two.rmse, two.r2]).toEqual([size * one.rmse, one.r2]);
    }
  });

  it("sizes that nothing divides out are an error", async () => {
    const { inputs, targets } = randomTable(7, 25, 2);
    const large = targets.map((value) => value * 2 ** 530);
    await expect(train({ inputs, targets: large, standardise: false })).rejects.toThrow(
      /numbers as large as \d\.\d+e\+161/,
    );
  });

  it("a plain ReLU network equals its gated parent on every training row, inside the cones", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, rows, columns, constant, ...options }) => {
        const { inputs, targets } = randomTable(seed, rows, columns, constant);
        // Without a constant: a dual point that sums to 0 cancels raw columns, which rounds far more than this test allows.
        const asked = { inputs, targets, gates: 20, seed, constant: false, ...options };
        const gated = await train(asked);
        const relu = await train({ ...asked, model: "relu" });
        expect(relu.network.kind).toBe("relu");
        const difference = largestDifference(relu.network.predict(inputs), gated.network.predict(inputs));
        expect(difference).toBeLessThanOrEqual(1e-10 * Math.max(...targets));
        expect(relu.decomposition?.maxConeViolation).toBeLessThan(1e-12);
        expect(relu.decomposition?.inflation).toBeGreaterThanOrEqual(1 - 1e-12);
        // The dual bound of the gated program bounds the ReLU program as well.
        expect(relu.decomposition?.objective).toBeGreaterThanOrEqual(relu.certificate.dualObjective * (1 - 1e-12));
      }),
      { numRuns: 40, seed: 22 },
    );
  });
});

/** Σ_i 1{zᵀg_i ≥ 0} zᵀw_i with z = ((x − mean)·factor, 1), plain loops over the network's parts. */
function byHand({ network }: Awaited<ReturnType<typeof train>>, raw: Float64Array, columns: number): Float64Array {
  const { gates, blocks } = network.inner as GatedReluNetwork;
  const { shift, factor, bias } = network.columns;
  return Float64Array.from({ length: raw.length / columns }, (_, row) => {
    const z = [...raw.subarray(row * columns, (row + 1) * columns)].map((x, k) => (x - shift[k]) * factor[k]);
    if (bias) z.push(1);
    let output = 0;
    for (let i = 0; i < gates.columns; i++) {
      let gate = 0;
      let value = 0;
      z.forEach((entry, k) => {
        gate += entry * gates.values[k * gates.columns + i];
        value += entry * blocks.values[i * z.length + k];
      });
      if (gate >= 0) output += value;
    }
    return network.outputs.shift[0] + network.outputs.scale[0] * output;
  });
}
