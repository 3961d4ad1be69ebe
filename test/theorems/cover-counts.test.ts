import fc from "fast-check";
import {
  type Arrangement,
  enumerateArrangement,
  InputError,
  matrix,
  randomGenerator,
  sampleArrangement,
} from "halfspace";
import { coverCount, isComplete, isMinimallyComplete } from "halfspace/geometry";
import { describe, expect, it } from "vitest";

/** n points in general position in rank r (with probability one). */
function generalPosition(n: number, r: number, seed = n * 100 + r) {
  return matrix(n, r, randomGenerator(seed).gaussians(n * r));
}

/** The masks as strings of words. */
function maskSet({ masks, maskCount }: Arrangement): Set<string> {
  const words = masks.length / maskCount;
  return new Set(Array.from({ length: maskCount }, (_, i) => masks.subarray(i * words, (i + 1) * words).join()));
}

describe("Cover's count: n points in general position in rank r have 2·Σ_{k<r} C(n−1, k) masks", () => {
  const largest = { 2: 200, 3: 60, 4: 20, 5: 14 } as const;
  for (const [rank, most] of Object.entries(largest)) {
    it(`rank ${rank}, every n up to ${most}`, () => {
      const r = Number(rank);
      for (let n = 1; n <= most; n++) {
        const all = enumerateArrangement(generalPosition(n, r));
        let expected = 0;
        for (let k = 0, binomial = 1; k < r; binomial = (binomial * (n - 1 - k)) / (k + 1), k++)
          expected += 2 * binomial;
        expect(all.maskCount).toBe(expected);
        expect(coverCount(n, r)).toBe(expected);
        expect(maskSet(all).size).toBe(expected);
        expect(all.coverage).toBe("complete");
      }
    });
  }

  it("n = 1000 in rank 2, n = 100 in rank 3", () => {
    expect(enumerateArrangement(generalPosition(1000, 2)).maskCount).toBe(2000);
    expect(enumerateArrangement(generalPosition(100, 3)).maskCount).toBe(9902);
  });

  it("1-D with a constant second feature: 2n masks for n distinct inputs, in any order and with copies", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 60 }), (values) => {
        const rows = values.map((value) => [value / 1000, 1]);
        expect(enumerateArrangement(rows).maskCount).toBe(2 * values.length);
        expect(enumerateArrangement([...rows, ...rows]).maskCount).toBe(2 * values.length);
      }),
      { numRuns: 50, seed: 1 },
    );
  });
});

describe("a million sampled gates", () => {
  for (const [n, r] of [
    [200, 2],
    [60, 3],
    [20, 4],
    [14, 5],
  ]) {
    it(`find no mask that the enumeration lacks (n = ${n}, rank ${r})`, () => {
      const inputs = generalPosition(n, r);
      const known = maskSet(enumerateArrangement(inputs));
      for (const mask of maskSet(sampleArrangement(inputs, { count: 1_000_000, seed: r })))
        expect(known.has(mask)).toBe(true);
    });
  }

  it("find every mask where masks are few", () => {
    for (const [n, r] of [
      [10, 2],
      [6, 3],
      [5, 4],
    ]) {
      const inputs = generalPosition(n, r);
      const sampled = sampleArrangement(inputs, { count: 1_000_000, seed: 3 });
      expect(maskSet(sampled)).toEqual(maskSet(enumerateArrangement(inputs)));
      expect(isMinimallyComplete(sampled, inputs)).toBe(true);
    }
  });
});

describe("what is refused", () => {
  it("a rank too high for exact enumeration", () => {
    const act = () => isComplete(sampleArrangement(generalPosition(80, 15), { count: 10 }), generalPosition(80, 15));
    expect(act).toThrow(InputError);
    expect(act).toThrow(/rank 15.*sampleArrangement/);
  });
});
