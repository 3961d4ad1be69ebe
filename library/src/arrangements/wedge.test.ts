import { describe, expect, it } from "vitest";
import { randomGenerator } from "../random/generator.js";
import { wedge, wedgeLevels, wedgeTolerance } from "./wedge.js";

/** The wedge product of the first k rows, and whether it is zero. */
function product(rows: Float64Array, r: number, k: number) {
  const levels = wedgeLevels(r);
  let independent = true;
  for (let level = 0; level < k; level++) {
    independent = wedge(levels[level], levels[level + 1], rows, level * r, wedgeTolerance(r)) && independent;
  }
  return { ...levels[k], independent };
}

function determinant(rows: number[][]): number {
  if (rows.length === 0) return 1;
  const [first, ...rest] = rows;
  return first.reduce((sum, value, c) => {
    const minor = rest.map((row) => row.filter((_, at) => at !== c));
    return sum + (c % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

describe("wedge products", () => {
  it("are the minors, column sets in the order of their bits, and the permanents bound them", () => {
    const [r, k] = [5, 3];
    const rows = randomGenerator(1).gaussians(r * k);
    const { values, bounds, independent } = product(rows, r, k);
    const sets = Array.from({ length: 1 << r }, (_, bits) => bits).filter(
      (bits) => [...bits.toString(2)].filter((bit) => bit === "1").length === k,
    );
    expect(independent).toBe(true);
    sets.forEach((bits, at) => {
      const columns = [0, 1, 2, 3, 4].filter((c) => (bits >> c) & 1);
      const minor = [0, 1, 2].map((j) => columns.map((c) => rows[j * r + c]));
      expect(values[at]).toBeCloseTo(determinant(minor), 12);
      expect(bounds[at]).toBeGreaterThanOrEqual(Math.abs(values[at]));
    });
  });

  it("of dependent rows count as zero, rounded and at any scale; those of thin but independent rows do not", () => {
    const rows = randomGenerator(2).gaussians(12);
    for (let c = 0; c < 4; c++) rows[8 + c] = 1e30 * (rows[c] / 3 + rows[4 + c] / 7);
    expect(product(rows, 4, 3).independent).toBe(false);
    for (let c = 0; c < 4; c++) rows[8 + c] *= 1 + c * 1e-11;
    expect(product(rows, 4, 3).independent).toBe(true);
  });
});
