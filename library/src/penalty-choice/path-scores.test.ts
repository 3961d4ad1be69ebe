import { describe, expect, it } from "vitest";
import { usualFractions } from "./fractions.js";
import { crossValidationOf, leastCost, scoredPoint, turned } from "./path-scores.js";

const none = new Float64Array(0);
const point = (lambdaFraction: number, costs: readonly number[]) =>
  scoredPoint(
    lambdaFraction,
    costs.map((cost) => ({ metric: 2 * cost, cost })),
    none,
  );

describe("the scores of a path", () => {
  it("are means over the folds with their standard errors, by hand", () => {
    // Metrics 2, 4, 6: mean 4, variance 4 (n − 1), standard error √(4/3).
    expect(point(0.5, [1, 2, 3])).toMatchObject({ mean: 4, cost: 2, standardError: Math.sqrt(4 / 3) });
    expect(point(0.5, [7])).toMatchObject({ mean: 14, standardError: 0 });
  });

  it("are least at the largest λ of equals", () => {
    const points = [point(1, [3, 3]), point(0.5, [1, 2]), point(0.1, [2, 1])];
    expect(leastCost(points)).toBe(points[1]);
    const { lambdaFraction, path } = crossValidationOf(points, { metric: "rmse", folds: 2 });
    expect(lambdaFraction).toBe(0.5);
    expect(path.map((entry) => entry.lambdaFraction)).toEqual([1, 0.5, 0.1]);
  });

  it("have turned after two points that are worse on every fold alike, whatever the folds' own levels", () => {
    const best = point(0.5, [1, 10, 100]);
    const worse = point(0.3, [1.1, 10.1, 100.1]);
    expect(turned([best, worse])).toBe(false);
    expect(turned([best, worse, point(0.1, [1.2, 10.2, 100.2])])).toBe(true);
  });

  it("have not turned where the folds disagree by more than the difference", () => {
    const best = point(0.5, [1, 1, 1]);
    const doubtful = [point(0.3, [3, 0.5, 0.5]), point(0.1, [0.5, 3, 0.5])];
    expect(turned([best, ...doubtful])).toBe(false);
  });

  it("go on past the usual fractions only while the last is the best", () => {
    const falling = usualFractions.map((fraction, at) => point(fraction, [100 - at]));
    expect(turned(falling)).toBe(false);
    expect(turned([...falling, point(0.0005, [90])])).toBe(true);
  });
});
