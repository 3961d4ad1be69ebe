import { describe, expect, it } from "vitest";
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
