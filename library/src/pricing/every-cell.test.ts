import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { exactPricing } from "./every-cell.js";

describe("where a proof is open", () => {
  const table = (n: number, d: number) => matrix(n, d, randomGenerator(n + d).gaussians(n * d));

  it("in rank 3 and below for any number of rows, above that for few masks", () => {
    expect(exactPricing(table(300, 3))).toBeDefined();
    expect(exactPricing(table(12, 5))).toBeDefined();
    expect(exactPricing(table(300, 4))).toBeUndefined();
  });

  it("of a table without columns the bound is 0", () => {
    const answer = completed(exactPricing(matrix(3, 0))!({ z: Float64Array.of(1, -2, 3), count: 1, least: 0 }));
    expect(answer).toEqual({ maxima: [], upperBound: 0 });
  });

  it("the first maximum is the bound, and a negative φ has sign −1", () => {
    const { maxima, upperBound } = completed(
      exactPricing(matrix(2, 1, Float64Array.of(2, -1)))!({ z: Float64Array.of(-3, 4), count: 5, least: 0 }),
    );
    expect(upperBound).toBe(6);
    expect(maxima.map(({ sign, value, direction }) => [sign, value, direction[0]])).toEqual([
      [-1, 6, 1],
      [1, 4, -1],
    ]);
  });

  it("gives way at least once for every row in rank 3, and for every few cells of an enumeration", () => {
    const turnsOf = (n: number, d: number) => {
      const work = exactPricing(table(n, d))!({ z: randomGenerator(3).gaussians(n), count: 1, least: 0 });
      let turns = 0;
      while (!work.next().done) turns++;
      return turns;
    };
    expect(turnsOf(100, 3)).toBeGreaterThanOrEqual(100);
    // 12 rows in rank 5 have 2 Σ C(11, k < 5) = 1124 cells, half of which may be left out.
    expect(turnsOf(12, 5)).toBeGreaterThan(1124 / 128);
  });
});
