import { describe, expect, it } from "vitest";
import { criticalDifference, meanRanks, signedRank } from "./signed-rank.js";

describe("Wilcoxon's signed-rank test", () => {
  it("agrees with tables and with counting by hand", () => {
    // All five positive: 2 of the 32 sign patterns are as extreme.
    expect(signedRank([1, 2, 3, 4, 5])).toEqual({ count: 5, positive: 15, negative: 0, probability: 2 / 32 });
    expect(signedRank([-1, 2, 3, 4, 5]).probability).toBe(4 / 32);
    expect(signedRank([0, 0]).probability).toBe(1);
    expect(signedRank([1, -1]).probability).toBe(1);
  });

  it("agrees with all sign patterns, ties included", () => {
    const sizes = [1, 1, 2, 3, 3, 3, 4, 0.5];
    const ranks = meanRanks(sizes);
    const seen = signedRank(sizes.map((size, k) => (k === 0 || k === 7 ? -size : size)));
    const total = ranks.reduce((sum, rank) => sum + rank, 0);
    let extreme = 0;
    for (let signs = 0; signs < 256; signs++) {
      const sum = ranks.reduce((s, rank, k) => s + ((signs >> k) & 1 ? rank : 0), 0);
      if (Math.abs(sum - total / 2) >= Math.abs(seen.positive - total / 2)) extreme++;
    }
    expect(seen.probability).toBeCloseTo(extreme / 256, 12);
  });

  it("ranks share ties; the critical difference of Demšar's example", () => {
    expect(meanRanks([0.3, 0.1, 0.3])).toEqual([2.5, 1, 2.5]);
    expect(criticalDifference(4, 14)).toBeCloseTo(1.25, 2);
  });
});
