import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { gateVector, maskBit } from "./arrangement.js";
import { gateStrategies } from "./gate-strategies.js";
import { sampleArrangement, sampledGates } from "./sample.js";

/** n×d Gaussian columns and a constant one. */
function table(n: number, d: number, seed: number, constant = 1): Matrix {
  const random = randomGenerator(seed);
  const x = matrix(n, d + 1);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < d; k++) x.values[j * (d + 1) + k] = random.gaussian();
    x.values[j * (d + 1) + d] = constant;
  }
  return x;
}

const column = ({ rows, columns, values }: Matrix, i: number) =>
  Float64Array.from({ length: rows }, (_, k) => values[k * columns + i]);

describe("gate strategies", () => {
  it("a larger count begins with the same gates, the same seed gives the same bits, and the table is not modified", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 6 }), fc.nat(1000), (n, d, seed) => {
        const x = table(n, d, seed);
        const before = x.values.slice();
        for (const strategy of gateStrategies) {
          const few = sampledGates(x, { count: 5, seed, strategy });
          const many = sampledGates(x, { count: 9, seed, strategy });
          for (let i = 0; i < 5; i++) expect(column(many, i)).toEqual(column(few, i));
          expect(sampledGates(x, { count: 9, seed, strategy })).toEqual(many);
          expect(many.values.every(Number.isFinite)).toBe(true);
        }
        expect(x.values).toEqual(before);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("Gaussian gates are what they were without a strategy", () => {
    const x = table(12, 3, 1);
    const gates = sampleArrangement(x, { count: 40, seed: 7 });
    expect(sampleArrangement(x, { count: 40, seed: 7, strategy: "gaussian" })).toEqual(gates);
  });

  it("mixed gates are Gaussian and sparse in turn, and look at a column of many values more often than at one of two", () => {
    const random = randomGenerator(5);
    const x = matrix(64, 7);
    for (let j = 0; j < 64; j++) {
      x.values.set([j, j % 2, +(j % 4 === 0), +(j % 8 === 0), +(j < 9), random.gaussian(), 1], 7 * j);
    }
    const gates = sampledGates(x, { count: 400, seed: 3, strategy: "mixed" });
    const looks = new Float64Array(7);
    for (let i = 0; i < 400; i++) {
      const gate = column(gates, i);
      const used = gate.reduce((count, value) => count + Number(value !== 0), 0);
      expect(used).toBe(i % 2 ? 4 : 7);
      if (i % 2)
        gate.forEach((value, k) => {
          looks[k] += Number(value !== 0);
        });
    }
    expect(looks[0]).toBeGreaterThan(1.3 * looks[1]);
    expect(looks[1]).toBeGreaterThan(looks[3]);
    expect(looks[6]).toBe(200);
  });

  it("a gate from a difference separates two rows, and its hyperplane cuts between them", () => {
    const x = table(2, 4, 3, 2);
    const { gates, maskCount, counts } = sampleArrangement(x, { count: 50, strategy: "data-differences" });
    expect(maskCount).toBe(2);
    expect(counts[0] + counts[1]).toBe(50);
    for (let i = 0; i < maskCount; i++) {
      const gate = column(gates, i);
      const [a, b] = [0, 1].map((j) => gate.reduce((sum, value, k) => sum + value * x.values[j * 5 + k], 0));
      expect(a * b).toBeLessThan(0);
    }
  });

  it("without a constant column a difference is just that", () => {
    const x = matrix(2, 2, [1, 0, 0, 3]);
    const arrangement = sampleArrangement(x, { count: 30, strategy: "data-differences" });
    for (let i = 0; i < arrangement.maskCount; i++)
      expect([...gateVector(arrangement, i)].map(Math.abs)).toEqual([1, 3]);
  });

  it("sparse gates look at so many columns, and at the constant one", () => {
    const x = table(20, 8, 5);
    for (const features of [1, 3, 8, 50]) {
      const gates = sampledGates(x, { count: 30, strategy: "sparse", features });
      for (let i = 0; i < 30; i++) {
        const used = column(gates, i).filter((value) => value !== 0).length;
        expect(used).toBe(Math.min(features, 8) + 1);
      }
    }
  });

  it("quantile gates let the asked share of the rows through", () => {
    const x = table(40, 3, 9, -0.5);
    for (const activeShare of [0.1, 0.25, 0.5, 0.9]) {
      const arrangement = sampleArrangement(x, { count: 60, strategy: "quantile", activeShare });
      for (let i = 0; i < arrangement.maskCount; i++) {
        let open = 0;
        for (let j = 0; j < 40; j++) if (maskBit(arrangement, j, i)) open++;
        expect(open).toBe(40 * activeShare);
      }
    }
  });

  it("tables with nothing to go by still give gates: one row, equal rows, constant columns, zeros", () => {
    for (const x of [table(1, 3, 1), matrix(3, 2, [1, 1, 1, 1, 1, 1]), matrix(4, 3)]) {
      for (const strategy of gateStrategies) {
        const constant = x.values[x.columns - 1] !== 0;
        if (strategy === "quantile" && !constant) continue;
        const { maskCount, gates } = sampleArrangement(x, { count: 8, strategy });
        expect(maskCount).toBeGreaterThanOrEqual(1);
        expect(gates.values.every(Number.isFinite)).toBe(true);
      }
    }
  });

  it("says what is wrong", () => {
    const x = table(10, 2, 1);
    const wrong = (options: object) => () => sampleArrangement(x, { count: 5, ...options });
    expect(wrong({ strategy: "spares" })).toThrow(/strategy: got "spares"; expected one of gaussian, data-differences/);
    expect(wrong({ strategy: "sparse", features: 0 })).toThrow(/features: got 0; expected a whole number/);
    expect(wrong({ strategy: "quantile", activeShare: 1 })).toThrow(/activeShare: got 1; expected a share/);
    expect(wrong({ strategy: "gaussian", features: 2 })).toThrow(/expected it with "sparse" only/);
    expect(wrong({ activeShare: 0.2 })).toThrow(/expected it with "quantile" only/);
    expect(wrong({ strategy: "sparse", count: 0 })).toThrow(/count: got 0/);
    const bare = matrix(3, 2, [1, 2, 3, 4, 5, 7]);
    expect(() => sampleArrangement(bare, { count: 5, strategy: "quantile" })).toThrow(/without a constant column/);
  });
});
