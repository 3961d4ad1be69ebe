import { describe, expect, it } from "vitest";
import { arctangent2, exponential } from "./elementary.js";
import { normalProbability, normalQuantile } from "./normal-distribution.js";

/** ½ + φ(x)(x + x³/3 + x⁵/15 + …), exact to rounding for moderate x. */
function bySeries(x: number): number {
  let term = x;
  let sum = 0;
  for (let k = 1; Math.abs(term) > 1e-20; k++) {
    sum += term;
    term *= (x * x) / (2 * k + 1);
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

describe("the normal distribution without the engine's functions", () => {
  it("exponential is within a few rounding units of the engine's", () => {
    for (let x = -740; x < 709; x += 0.377) {
      expect(Math.abs(exponential(x) - Math.exp(x))).toBeLessThanOrEqual(8e-16 * Math.exp(x) + 1e-323);
    }
    expect([exponential(0), exponential(-800), exponential(800), exponential(Number.NaN)]).toEqual([
      1,
      0,
      Infinity,
      NaN,
    ]);
  });

  it("arctangent2 is within a few rounding units of the engine's, in all quadrants and sizes", () => {
    for (let k = 0; k < 2000; k++) {
      const angle = -3.14 + 0.00314 * k;
      const [y, x] = [Math.sin(angle), Math.cos(angle) * (k % 7 === 0 ? 1e-9 : 1)];
      expect(Math.abs(arctangent2(y, x) - Math.atan2(y, x))).toBeLessThanOrEqual(
        9e-16 + 4e-16 * Math.abs(Math.atan2(y, x)),
      );
      expect(Math.abs(arctangent2(1e-9 * y, 1) - Math.atan2(1e-9 * y, 1))).toBeLessThanOrEqual(4e-25);
    }
    expect([arctangent2(0, 0), arctangent2(0, -1), arctangent2(1, 0), arctangent2(-1, 0)]).toEqual([
      0,
      Math.PI,
      Math.PI / 2,
      -Math.PI / 2,
    ]);
  });

  it("Φ agrees with its series", () => {
    for (let x = -4; x <= 4; x += 0.0137)
      expect(Math.abs(normalProbability(x) - bySeries(x))).toBeLessThanOrEqual(2e-15);
  });

  it("Φ agrees with its asymptotic series in the tail, and both branches meet", () => {
    for (const x of [12, 20, 30]) {
      const s = 1 / (x * x);
      const series = 1 - s * (1 - 3 * s * (1 - 5 * s * (1 - 7 * s * (1 - 9 * s))));
      const expected = (Math.exp((-x * x) / 2) / (x * Math.sqrt(2 * Math.PI))) * series;
      expect(Math.abs(normalProbability(-x) / expected - 1)).toBeLessThanOrEqual(1e-6);
    }
    expect(normalProbability(-7.0710678) / normalProbability(-7.0710679)).toBeCloseTo(1, 5);
    expect([normalProbability(-Infinity), normalProbability(0), normalProbability(Infinity)]).toEqual([0, 0.5, 1]);
  });

  it("Φ⁻¹ inverts Φ from the middle to the far tail", () => {
    for (let p = 1e-4; p < 1; p += 0.00317)
      expect(Math.abs(normalProbability(normalQuantile(p)) - p)).toBeLessThanOrEqual(2e-15);
    for (const p of [1e-5, 1e-8, 1e-11, 1e-20, 1e-60, 1e-200]) {
      expect(Math.abs(normalProbability(normalQuantile(p)) / p - 1)).toBeLessThanOrEqual(1e-6);
    }
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1), normalQuantile(2)]).toEqual([
      -Infinity,
      0,
      Infinity,
      NaN,
    ]);
  });
});
