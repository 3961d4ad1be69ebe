import { describe, expect, it } from "vitest";
import { arccosine, arctangent2, exponential, kernelExponential, logarithm } from "./index.js";

describe("elementary functions against the engine's", () => {
  it("arccosine, and ±1 beyond its range", () => {
    for (let k = -1000; k <= 1000; k++) {
      expect(Math.abs(arccosine(k / 1000) - Math.acos(k / 1000))).toBeLessThanOrEqual(2e-15);
    }
    expect([arccosine(1), arccosine(7), arccosine(-7)]).toEqual([0, 0, Math.PI]);
  });

  it("exponential from the smallest to the largest", () => {
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

  it("kernelExponential for t ≤ 0", () => {
    for (let k = 0; k <= 2000; k++) {
      expect(Math.abs(kernelExponential(-k / 3) - Math.exp(-k / 3))).toBeLessThanOrEqual(4e-16 * Math.exp(-k / 3));
    }
    expect([kernelExponential(0), kernelExponential(-1e6)]).toEqual([1, 0]);
  });

  it("logarithm, subnormal numbers included", () => {
    for (let k = -1074; k < 1024; k++) {
      for (const m of [1, 1.1, Math.SQRT2, 1.4143, 1.9]) {
        const x = m * 2 ** Math.max(k, -1022) * 2 ** Math.min(0, k + 1022);
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThanOrEqual(5e-16 * Math.abs(Math.log(x)));
      }
    }
    expect(logarithm(1)).toBe(0);
  });

  it("arctangent2 in all quadrants and sizes", () => {
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
});
