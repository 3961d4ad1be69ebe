import { describe, expect, it } from "vitest";
import { accuracy, balancedAccuracy, r2, rmse } from "./metrics.js";
import { baselineScore } from "./score.js";

describe("scores", () => {
  it("of a regression, by hand", () => {
    expect(rmse([1, 2, 3], [1, 2, 6])).toBeCloseTo(Math.sqrt(3), 14);
    expect(r2([1, 2, 3], [1, 2, 6])).toBeCloseTo(1 - 9 / 2, 14);
    expect(r2([1, 2, 3], [2, 2, 2])).toBe(0);
    expect(r2([5, 5], [5, 5])).toBe(1);
    expect(r2([5, 5], [5, 6])).toBe(0);
  });

  it("of a classification, by hand; balanced means each class counts the same", () => {
    const truth = ["a", "a", "a", "b"];
    expect(accuracy(truth, ["a", "a", "a", "a"])).toBe(0.75);
    expect(balancedAccuracy(truth, ["a", "a", "a", "a"])).toBe(0.5);
    expect(balancedAccuracy(truth, ["b", "a", "a", "b"])).toBeCloseTo((2 / 3 + 1) / 2, 14);
  });

  it("of the baseline use the training targets only", () => {
    expect(baselineScore({ labels: null }, [0, 2], [1, 4])).toEqual({
      rmse: Math.sqrt(4.5),
      r2: 1 - 9 / 4.5,
      mae: 1.5,
    });
    const { accuracy: share } = baselineScore({ labels: ["x", "y"] }, ["x", "x", "y"], ["y", "x"]) as {
      accuracy: number;
    };
    expect(share).toBe(0.5);
  });
});
