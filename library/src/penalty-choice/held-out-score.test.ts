import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { squared } from "../losses/squared.js";
import { scoreHeldOut } from "./held-out-score.js";
import { leastCost } from "./path-scores.js";

/** Rows whose errors are all of one size, but for a few. */
function score(rows: number, error: number, extremes: readonly number[] = []) {
  const outputs = new Float64Array(rows).fill(error);
  outputs.set(extremes);
  return scoreHeldOut(outputs, matrix(rows, 1), { labels: null, loss: squared() });
}

describe("the score of held-out rows", () => {
  it("is reported with all errors as they are", () => {
    const { mean } = score(2000, 1, [100]);
    expect(mean).toBeCloseTo(Math.sqrt((1999 + 10_000) / 2000), 12);
  });

  it("compares values of λ with the largest thousandth of the errors lowered to the next", () => {
    const better = score(2000, 1, [1000, -900]);
    const worse = score(2000, 2, [10]);
    expect(better.mean).toBeGreaterThan(worse.mean);
    expect(leastCost([worse, better])).toBe(better);
    expect(score(2000, 1, [3, 4, 5]).cost).toBeCloseTo((1997 + 3 * 9) / 2000, 12);
  });

  it("takes every error as it is where rows are few", () => {
    expect(score(999, 1, [10]).cost).toBeCloseTo((998 + 100) / 999, 12);
  });
});
