import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { squared } from "../losses/squared.js";
import { scoreHeldOut } from "./held-out-score.js";
import { chosenPoint, crossValidationOf, finerFractions, leastCost, type ScoredPoint, turned } from "./path-scores.js";

/** One λ with residuals whose squares are the given costs. */
function point(lambdaFraction: number, costs: readonly number[]): ScoredPoint {
  const outputs = Float64Array.from(costs, (cost) => Math.sqrt(cost));
  const score = scoreHeldOut(outputs, matrix(costs.length, 1), { labels: null, loss: squared() });
  return { lambdaFraction, ...score, heldOutOutputs: outputs };
}

describe("the scores of a path", () => {
  it("are the root of the mean square over the rows, with its standard error, by hand", () => {
    // Squares 1, 4, 4: mean 3, variance 3 (n − 1), standard error of the mean 1, of its root 1/(2√3).
    const { mean, standardError, cost } = point(0.5, [1, 4, 4]);
    expect(mean).toBeCloseTo(Math.sqrt(3), 14);
    expect(cost).toBeCloseTo(3, 14);
    expect(standardError).toBeCloseTo(1 / (2 * Math.sqrt(3)), 14);
  });

  it("are least at the largest λ of equals, and reported from the largest on", () => {
    const points = [point(1, [9, 9]), point(0.5, [1, 4]), point(0.1, [4, 1])];
    expect(leastCost(points)).toBe(points[1]);
    const way = { metric: "rmse", folds: 2, way: "folds" } as const;
    const { lambdaFraction, path } = crossValidationOf([points[2], points[0], points[1]], way);
    expect(lambdaFraction).toBe(0.1);
    expect(path.map((entry) => entry.lambdaFraction)).toEqual([1, 0.5, 0.1]);
  });

  it("choose no weights unless a network is better by more than the standard error of the difference", () => {
    const none = point(1, [4, 4, 4, 4]);
    const clearly = point(0.1, [3, 3.1, 2.9, 3]);
    const byChance = point(0.1, [1, 6, 2, 6]);
    expect(chosenPoint([none, clearly])).toBe(clearly);
    expect(chosenPoint([none, byChance])).toBe(none);
    expect(chosenPoint([byChance])).toBe(byChance);
  });

  it("choose the largest λ that is level with the best one, where a level is given", () => {
    const points = [
      point(0.5, [1, 3, 1, 3.5]),
      point(0.2, [1.2, 1.9, 1.1, 2]),
      point(0.1, [1, 2, 1, 2]),
      point(0.05, [1, 2, 1, 2.1]),
    ];
    expect(chosenPoint(points)).toBe(points[2]);
    expect(chosenPoint(points, 1)).toBe(points[1]);
    expect(chosenPoint(points, 0.5)).toBe(points[2]);
    expect(chosenPoint([point(1, [9, 9, 9, 9]), ...points], 100).lambdaFraction).toBe(0.5);
  });

  it("have turned after two points that are worse on every row alike, whatever the rows' own levels", () => {
    const best = point(0.5, [1, 10, 100]);
    const slightly = [point(0.3, [1.1, 10, 100.2]), point(0.1, [1.2, 10.1, 100.3])];
    expect(turned([best, slightly[0]])).toBe(false);
    expect(turned([best, ...slightly])).toBe(true);
    expect(turned([best, point(0.3, [1.1, 10.1, 100.1])])).toBe(true);
  });

  it("have not turned where the rows disagree by more than the difference", () => {
    const best = point(0.5, [1, 1, 1]);
    const doubtful = [point(0.3, [3, 0.5, 0.5]), point(0.1, [0.5, 3, 0.5])];
    expect(turned([best, ...doubtful])).toBe(false);
  });

  it("are refined on the side where a parabola through the least three has its minimum, as far as a score can tell", () => {
    const fractions = [1, 0.63, 0.4, 0.25, 0.16, 0.1, 0.063];
    const rows = [1, 2, 3, 4];
    // (place − vertex)² + 1, times the rows' own levels: the parabola falls a quarter below the least point where the vertex is between.
    const tried = (vertex: number, spread: number, places = [0, 2, 4, 6]) =>
      places.map((place) =>
        point(
          fractions[place],
          rows.map((row) => 1 + (place - vertex) ** 2 + spread * row),
        ),
      );
    expect(finerFractions(tried(3.1, 1), fractions)).toEqual([0.25]);
    expect(finerFractions(tried(4.9, 1), fractions)).toEqual([0.1]);
    expect(finerFractions(tried(4, 1), fractions)).toEqual([]);
    expect(finerFractions(tried(4.9, 100), fractions)).toEqual([]);
    expect(finerFractions(tried(6, 1), fractions)).toEqual([0.1]);
    expect(finerFractions(tried(0, 1), fractions)).toEqual([0.63]);
    expect(finerFractions([point(1, [2, 2]), point(0.4, [2, 2])], fractions)).toEqual([0.63]);
  });

  it("end where nothing more can be won, though not before anything was", () => {
    const rows = Array.from({ length: 50 }, (_, row) => 1 + (row % 7));
    const times = (factor: number) => rows.map((cost) => factor * cost);
    const still = [1, 0.4, 0.16, 0.063].map((fraction) => point(fraction, times(1)));
    expect(turned(still)).toBe(false);
    const flat = [point(1, times(4)), point(0.4, times(2)), point(0.16, times(0.5)), point(0.063, times(0.4999))];
    expect(turned(flat)).toBe(false);
    expect(turned([...flat, point(0.025, times(0.4998))])).toBe(true);
  });
});
