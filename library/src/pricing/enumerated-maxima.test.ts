import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { enumeratedPricing } from "./enumerated-maxima.js";
import { exactMaxima } from "./rank-three.js";

describe("pricing by all masks", () => {
  it("finds what walking around the circles finds in rank 2 and 3", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = randomGenerator(seed);
      const [n, r] = [3 + (seed % 9), 2 + (seed % 2)];
      const x = matrix(n, r, random.gaussians(n * r));
      const z = random.gaussians(n);
      const [walked] = completed(exactMaxima({ x: x.values, n, d: r, z }));
      const { maxima, upperBound } = completed(enumeratedPricing(x)!({ z, count: 1, least: 0 }));
      expect(Math.abs(maxima[0].value / walked.value - 1)).toBeLessThan(1e-12);
      expect(upperBound / walked.value - 1).toBeLessThan(1e-12);
      expect(upperBound).toBeGreaterThanOrEqual(maxima[0].value * (1 - 1e-15));
    }
  });

  it("is above what random directions reach in rank 5, and bounded where nothing is above the least value asked for", () => {
    const random = randomGenerator(4);
    const x = matrix(12, 5, random.gaussians(60));
    const z = random.gaussians(12);
    const price = enumeratedPricing(x)!;
    const { maxima, upperBound } = completed(price({ z, count: 10, least: 0 }));
    expect(maxima.length).toBe(10);
    let reached = 0;
    for (let draw = 0; draw < 20_000; draw++) {
      const u = random.gaussians(5);
      const length = Math.hypot(...u);
      let sum = 0;
      for (let j = 0; j < 12; j++) {
        const product = u.reduce((total, value, k) => total + value * x.values[j * 5 + k], 0);
        if (product > 0) sum += z[j] * product;
      }
      reached = Math.max(reached, Math.abs(sum) / length);
    }
    expect(reached).toBeLessThanOrEqual(upperBound);
    expect(reached).toBeGreaterThan(0.8 * upperBound);
    const none = completed(price({ z, count: 10, least: 2 * upperBound }));
    expect(none.maxima.filter(({ value }) => value > 2 * upperBound)).toEqual([]);
    expect(none.upperBound).toBeGreaterThanOrEqual(upperBound * (1 - 1e-12));
  });

  it("declines tables with too many masks", () => {
    expect(enumeratedPricing(matrix(60, 6, randomGenerator(1).gaussians(360)))).toBeUndefined();
  });
});
