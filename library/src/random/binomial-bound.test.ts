import { describe, expect, it } from "vitest";
import { shareAbove } from "./binomial-bound.js";
import { randomGenerator } from "./generator.js";

describe("the Clopper–Pearson bound", () => {
  it("has its closed forms: none of n, and all but one of n", () => {
    for (const n of [1, 10, 1000, 10_000]) {
      expect(shareAbove(0, n, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / n), 8);
      // P[at most n − 1] = 1 − pⁿ
      expect(shareAbove(n - 1, n, 0.95)).toBeCloseTo(0.95 ** (1 / n), 8);
    }
    expect(shareAbove(5, 5, 0.95)).toBe(1);
  });

  it("covers the share in at least 95 % of 1000 repeats", () => {
    const random = randomGenerator(4);
    for (const p of [0.0005, 0.02, 0.4]) {
      let covered = 0;
      for (let repeat = 0; repeat < 1000; repeat++) {
        let successes = 0;
        for (let trial = 0; trial < 800; trial++) if (random.uniform() < p) successes++;
        if (shareAbove(successes, 800, 0.95) >= p) covered++;
      }
      // 950 is the least expected; three deviations of 1000 repeats are 21.
      expect(covered).toBeGreaterThanOrEqual(929);
    }
  });
});
