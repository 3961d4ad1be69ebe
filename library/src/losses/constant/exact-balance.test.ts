import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGenerator } from "../../random/generator.js";
import { logistic } from "../logistic.js";
import type { Loss, LossData } from "../loss.js";
import { softmax } from "../softmax.js";
import { sumsAreZero } from "./exact-balance.js";
import { withConstant } from "./with-constant.js";

/** x · 2^1074, which is a whole number. */
function wholeOf(x: number): bigint {
  const bits = new BigUint64Array(Float64Array.of(Math.abs(x)).buffer)[0];
  const exponent = bits >> 52n;
  const mantissa = bits & 0xfffffffffffffn;
  const whole = exponent === 0n ? mantissa : (mantissa | 0x10000000000000n) << (exponent - 1n);
  return x < 0 ? -whole : whole;
}

function sumsOf(z: Float64Array, groups: number, groupOf: (place: number) => number): bigint[] {
  const sums = new Array<bigint>(groups).fill(0n);
  z.forEach((value, place) => {
    sums[groupOf(place)] += wholeOf(value);
  });
  return sums;
}

function roughSums(z: Float64Array, outputs: number): number[] {
  const sums = new Array<number>(outputs).fill(0);
  z.forEach((value, place) => {
    sums[place % outputs] += value;
  });
  return sums;
}

/** Classes that are nearly told apart: residuals from 1 down to e⁻ˢᵖʳᵉᵃᵈ, which sum to 0 up to the rounding of the constant. */
function residuals(loss: Loss, seed: number, n: number, spread: number) {
  const random = randomGenerator(seed);
  const outputs = loss.targets === "one-hot" ? 2 + (seed % 9) : 1;
  const u = random.gaussians(n * outputs).map((value) => spread * value);
  const targets = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++) {
    const mistaken = j < 2 * outputs || random.uniform() < 0.01;
    if (outputs === 1) targets[j] = u[j] > 0 === mistaken ? -1 : 1;
    else {
      const row = [...u.subarray(j * outputs, (j + 1) * outputs)];
      targets[j * outputs + (mistaken ? j % outputs : row.indexOf(Math.max(...row)))] = 1;
    }
  }
  const weights = seed % 3 === 0 ? Float64Array.from({ length: n }, () => 0.2 + random.uniform()) : undefined;
  const data: LossData = { sampleCount: n, outputs, targets, weights };
  const z = new Float64Array(n * outputs);
  loss.negativeGradient(u, data, z);
  return { data, z };
}

describe("a dual point whose sums are exactly 0", () => {
  for (const make of [logistic, softmax]) {
    const loss = withConstant<Loss>(make());
    it(`${loss.name}: keeps residuals of very different sizes, and is proved in exact arithmetic`, () => {
      const shape = fc.tuple(fc.nat(), fc.integer({ min: 12, max: 400 }), fc.constantFrom(1, 8, 20, 40));
      fc.assert(
        fc.property(shape, ([seed, n, spread]) => {
          const { data, z } = residuals(loss, seed, n, spread);
          const { outputs } = data;
          // Where residuals are all but 0 or 1 no constant in doubles balances them.
          fc.pre(roughSums(z, outputs).every((sum) => Math.abs(sum) <= 1e-9));
          const out = loss.feasible(z, data);
          expect(sumsOf(out, outputs, (place) => place % outputs)).toEqual(new Array(outputs).fill(0n));
          if (outputs > 1)
            expect(new Set(sumsOf(out, n, (place) => Math.floor(place / outputs)))).toEqual(new Set([0n]));
          expect(sumsAreZero(out, outputs)).toBe(true);
          const below = loss.dualBelow(out, data);
          const rounded = loss.constant?.base.dualValue(z, data) as number;
          expect(below).toBeGreaterThan(-Infinity);
          expect(Math.abs(below - rounded)).toBeLessThanOrEqual(1e-9 * Math.abs(rounded) + 1e-12);
        }),
        { numRuns: 200, seed: 12 },
      );
    });
  }

  it("is not said of sums that only round to 0", () => {
    expect(sumsAreZero(Float64Array.of(1, 2 ** -60, -1), 1)).toBe(false);
    expect(sumsAreZero(Float64Array.of(1, 2 ** -60, -1, -(2 ** -60)), 1)).toBe(true);
    expect(sumsAreZero(Float64Array.of(1, 2 ** -300, -1, -(2 ** -300)), 1)).toBe(true);
    expect(sumsAreZero(Float64Array.of(1, 2 ** -300, -1, -(2 ** -301)), 1)).toBe(false);
  });
});
