import { describe, expect, it } from "vitest";
import { randomGenerator } from "../../random/generator.js";
import { orthonormalSpan, removeSpan } from "./span.js";

describe("the span of some rows", () => {
  it("is orthonormal, leaves out dependent and zero rows, and takes everything of them away", () => {
    const d = 5;
    const x = randomGenerator(1).gaussians(6 * d);
    for (let k = 0; k < d; k++) {
      x[2 * d + k] = 3 * x[k] - x[d + k];
      x[3 * d + k] = 0;
    }
    const span = orthonormalSpan(x, d, [0, 1, 2, 3, 4]);
    expect(span.length).toBe(3 * d);
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b <= a; b++) {
        const product = span.subarray(a * d, (a + 1) * d).reduce((sum, value, k) => sum + value * span[b * d + k], 0);
        expect(Math.abs(product - Number(a === b))).toBeLessThan(1e-14);
      }
    }
    for (const row of [0, 1, 2, 4]) {
      const v = x.slice(row * d, (row + 1) * d);
      removeSpan(v, span, d);
      expect(Math.hypot(...v)).toBeLessThan(1e-14);
    }
    const outside = x.slice(5 * d);
    removeSpan(outside, span, d);
    expect(Math.hypot(...outside)).toBeGreaterThan(0.1);
  });
});
