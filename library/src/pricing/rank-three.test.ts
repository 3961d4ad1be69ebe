import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { randomGenerator } from "../random/generator.js";
import { dualFunctionAt } from "./dual-function.js";
import { exactMaxima } from "./rank-three.js";

function bestOfSamples(x: Float64Array, n: number, r: number, z: Float64Array, count: number): number {
  const random = randomGenerator(99);
  let best = 0;
  for (let i = 0; i < count; i++) {
    const u = random.gaussians(r);
    const length = Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));
    best = Math.max(best, Math.abs(dualFunctionAt({ x, n, d: r, z }, u)) / length);
  }
  return best;
}

describe("pricing in rank three and below", () => {
  for (const r of [1, 2, 3]) {
    it(`is never below dense sampling and close above it, rank ${r}`, () => {
      for (let seed = 1; seed <= 12; seed++) {
        const random = randomGenerator(seed);
        const n = 3 + random.integer(20);
        const x = random.gaussians(n * r);
        const z = random.gaussians(n);
        if (seed % 3 === 0) for (let k = 0; k < r; k++) x[k] = 0;
        if (seed % 3 === 1) for (let k = 0; k < r; k++) x[r + k] = -2 * x[k];
        if (seed % 4 === 0) for (let j = 0; j < n; j++) x[j * r + r - 1] = 1;
        const exact = completed(exactMaxima({ x, n, d: r, z }))[0].value;
        const sampled = bestOfSamples(x, n, r, z, 40_000);
        expect(exact).toBeGreaterThanOrEqual(sampled * (1 - 1e-14));
        expect(sampled).toBeGreaterThan(exact * 0.97);
      }
    });
  }

  it("meets a maximum that lies on a vertex of many planes", () => {
    // Rows x_j with x_jᵀe₃ = 0: all their planes meet in ±e₃, and every one of them falls away from it.
    const x = Float64Array.from([1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 1, 1, 0, -1, -1, 0, 0, 0, 1]);
    const z = Float64Array.from([-0.3, -0.3, -0.3, -0.3, -0.3, -0.3, 2]);
    const [best] = completed(exactMaxima({ x, n: 7, d: 3, z }));
    expect(best.value).toBe(2);
    expect(Array.from(best.direction, Math.abs)).toEqual([0, 0, 1]);
  });
});
