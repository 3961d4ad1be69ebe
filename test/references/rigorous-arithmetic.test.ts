import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asUnits } from "../../library/src/numerics/exact-sign.js";
import {
  BoundedSum,
  exponentialAbove,
  exponentialBelow,
  lengthAbove,
  logarithmAbove,
  logarithmBelow,
  logarithmOfOnePlusAbove,
  nextDown,
  nextUp,
  powerAbove,
  powerOfTwoAbove,
  sumAbove,
} from "../../library/src/numerics/rigorous/index.js";
import { asFixed, fixedBits, fixedExponential, fixedLogarithm } from "./exact-rationals.js";

/** Doubles of every size, by their bits. */
const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });

describe("neighbours of a double", () => {
  it("are one unit apart, with nothing between", () => {
    fc.assert(
      fc.property(anyDouble, (x) => {
        const up = nextUp(x);
        if (up === Infinity) return;
        expect(up).toBeGreaterThan(x);
        expect(nextDown(up) === x).toBe(true);
        const middle = x / 2 + up / 2;
        expect(middle === x || middle === up || Math.abs(x) < 1e-300).toBe(true);
      }),
      { numRuns: 2000, seed: 65 },
    );
    expect([nextUp(0), nextUp(-Number.MIN_VALUE), nextUp(Number.MAX_VALUE), nextUp(-Infinity)]).toEqual([
      Number.MIN_VALUE,
      -0,
      Infinity,
      -Number.MAX_VALUE,
    ]);
    expect(nextUp(Number.NaN)).toBeNaN();
  });

  it("a power of two above, subnormal numbers too", () => {
    for (const [x, power] of [
      [1, 1],
      [1.5, 2],
      [nextUp(4), 8],
      [3 * Number.MIN_VALUE, 4 * Number.MIN_VALUE],
      [2 ** -1022, 2 ** -1022],
    ])
      expect(powerOfTwoAbove(x)).toBe(power);
  });
});

describe("sums against exact integers", () => {
  it("bounds enclose the sum, however much cancels and whatever the scale", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e300, max: 1e300 }), { maxLength: 60 }), (values) => {
        const all = [...values, ...values.slice(1).map((value) => -value)];
        const sum = new BoundedSum();
        let exact = 0n;
        for (const value of all) {
          sum.add(value);
          exact += asUnits(value);
        }
        expect(sum.upper === Infinity || asUnits(sum.upper) >= exact).toBe(true);
        expect(sum.lower === -Infinity || asUnits(sum.lower) <= exact).toBe(true);
        if (sum.exact === 0) expect(exact).toBe(0n);
      }),
      { numRuns: 2000, seed: 65 },
    );
  });

  it("bounds are a few units in the last place apart for positive terms", () => {
    const sum = new BoundedSum();
    for (let k = 1; k <= 1e5; k++) sum.add(1 / k);
    expect(sum.upper - sum.lower).toBeLessThanOrEqual(4 * 2 ** -49);
  });

  it("a-priori bounds of products and lengths, 1e±150 and subnormal numbers too", () => {
    const scales = fc.constantFrom(1, 1e150, 1e-150, 1e-160, 5e-324 * 2 ** 60);
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -9, max: 9 }), { minLength: 1, maxLength: 40 }),
        scales,
        (unit, scale) => {
          const values = unit.map((value) => value * scale);
          let squares = 0n;
          for (const value of values) squares += asUnits(value) ** 2n;
          const length = lengthAbove(values.length, (k) => values[k]);
          expect(length === Infinity || asUnits(length) ** 2n >= squares).toBe(true);
          let computed = 0;
          let exact = 0n;
          for (const value of values) {
            computed += Math.abs(value) * 0.1;
            exact += asUnits(Math.abs(value)) * asUnits(0.1);
          }
          const above = sumAbove(computed, values.length + 1);
          expect(asUnits(above) << 1074n >= exact).toBe(true);
        },
      ),
      { numRuns: 2000, seed: 65 },
    );
  });
});

describe("elementary functions against series in exact arithmetic", () => {
  it("exponential is enclosed", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, min: -700, max: 700 }), fc.double({ noNaN: true, min: -2, max: 2 })),
        (x) => {
          const exact = fixedExponential(x);
          expect(asFixed(exponentialAbove(x)) >= exact).toBe(true);
          expect(asFixed(exponentialBelow(x)) <= exact).toBe(true);
        },
      ),
      { numRuns: 300, seed: 66 },
    );
  });

  it("exponential at its ends is still enclosed", () => {
    for (const x of [-708.5, -720, -744.9, -745.1, -745.2, 709, 709.5, 709.78]) {
      const exact = fixedExponential(x);
      const above = exponentialAbove(x);
      expect(above === Infinity || asFixed(above) >= exact).toBe(true);
      expect(asFixed(exponentialBelow(x)) <= exact).toBe(true);
    }
    expect([exponentialBelow(-1e9), exponentialAbove(1e9), exponentialAbove(-1e9) > 0]).toEqual([0, Infinity, true]);
  });

  it("logarithm and ln(1 + t) are enclosed", () => {
    const positive = fc.oneof(
      fc.double({ noNaN: true, min: 5e-324, max: 1.7e308 }),
      fc.double({ noNaN: true, min: 0.4, max: 3 }),
    );
    fc.assert(
      fc.property(positive, (x) => {
        if (x === 1) return;
        const exact = fixedLogarithm(asFixed(x));
        expect(asFixed(logarithmAbove(x)) >= exact).toBe(true);
        expect(asFixed(logarithmBelow(x)) <= exact).toBe(true);
      }),
      { numRuns: 300, seed: 66 },
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ noNaN: true, min: 1e-290, max: 2 }), fc.double({ noNaN: true, min: 1e-18, max: 1e18 })),
        (t) => {
          const exact = fixedLogarithm((1n << fixedBits) + asFixed(t));
          expect(asFixed(logarithmOfOnePlusAbove(t)) >= exact).toBe(true);
        },
      ),
      { numRuns: 300, seed: 66 },
    );
    expect([logarithmAbove(0), logarithmBelow(0), logarithmAbove(Infinity)]).toEqual([-Infinity, -Infinity, Infinity]);
  });

  it("powers are not below the exact ones", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: 1e-9, max: 1e9 }), fc.integer({ min: 1, max: 5 }), (x, p) => {
        const exact = asUnits(x) ** BigInt(p);
        expect(asUnits(powerAbove(x, p)) << BigInt(1074 * (p - 1)) >= exact).toBe(true);
      }),
    );
  });
});
