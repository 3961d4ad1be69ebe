import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import {
  brierScore,
  calibrationError,
  classMeasures,
  decideLabels,
  reliabilityBins,
  thresholdCurve,
} from "./decisions.js";
import { confusion } from "./metrics.js";

const random = randomGenerator(5);

/** Probabilities of n rows, and classes drawn from them. */
function drawn(n: number, classes: number) {
  const probabilities = matrix(n, classes);
  const truth = Array.from({ length: n }, (_, j) => {
    const own = Array.from({ length: classes }, () => random.uniform() ** 2 + 1e-3);
    const total = own.reduce((sum, value) => sum + value, 0);
    own.forEach((value, k) => {
      probabilities.values[j * classes + k] = value / total;
    });
    let left = random.uniform() * total;
    const found = own.findIndex((value) => {
      left -= value;
      return left < 0;
    });
    return found < 0 ? classes - 1 : found;
  });
  return { probabilities, truth };
}

describe("probabilities", () => {
  it("have a Brier score of 0 where certain and right, and 0.25 for a coin", () => {
    expect(brierScore(matrix(2, 2, [1, 0, 0, 1]), [0, 1])).toBe(0);
    expect(brierScore(matrix(2, 2, [0.5, 0.5, 0.5, 0.5]), [0, 1])).toBe(0.25);
    expect(brierScore(matrix(1, 3, [0, 1, 0]), [0])).toBe(2);
  });

  it("from which classes were drawn are calibrated; bins and weights count rows", () => {
    const { probabilities, truth } = drawn(20_000, 3);
    expect(calibrationError(probabilities, truth)).toBeLessThan(0.015);
    const bins = reliabilityBins(probabilities, truth);
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
    const [few, classes] = [matrix(2, 2, [0.2, 0.8, 0.6, 0.4]), [1, 1]];
    const repeated = matrix(4, 2, [0.2, 0.8, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4]);
    expect(brierScore(few, classes, [1, 3])).toBeCloseTo(brierScore(repeated, [1, 1, 1, 1]), 14);
    expect(calibrationError(few, classes, [1, 3])).toBeCloseTo(calibrationError(repeated, [1, 1, 1, 1]), 14);
  });
});

describe("decisions", () => {
  it("by costs are as cheap as any labels in expectation, and costs of 1 give the likeliest class", () => {
    const { probabilities } = drawn(50, 3);
    const costs = [
      [0, 5, 1],
      [1, 0, 2],
      [3, 1, 0],
    ];
    const said = decideLabels(probabilities, [0, 1, 2], { costs });
    said.forEach((label, j) => {
      const p = probabilities.values.subarray(3 * j, 3 * j + 3);
      const expected = [0, 1, 2].map((k) => p[0] * costs[0][k] + p[1] * costs[1][k] + p[2] * costs[2][k]);
      expect(expected[label as number]).toBe(Math.min(...expected));
    });
    const equal = [0, 1, 2].map((a) => [0, 1, 2].map((b) => Number(a !== b)));
    const likeliest = Array.from({ length: 50 }, (_, j) => {
      const p = [...probabilities.values.subarray(3 * j, 3 * j + 3)];
      return p.indexOf(Math.max(...p));
    });
    expect(decideLabels(probabilities, [0, 1, 2], { costs: equal })).toEqual(likeliest);
  });

  it("by a threshold have the measures of the curve at it", () => {
    const { probabilities, truth } = drawn(300, 2);
    const labels = ["no", "yes"];
    const names = truth.map((k) => labels[k]);
    for (const { threshold, ...measures } of thresholdCurve(probabilities, truth)) {
      const said = decideLabels(probabilities, labels, { threshold });
      const { label: _, ...found } = classMeasures(labels, confusion(names, said, labels))[1];
      expect(measures).toEqual(found);
    }
  });

  it("that cannot be are refused in one line", () => {
    const three = matrix(1, 3, [0.2, 0.3, 0.5]);
    expect(() => decideLabels(three, [0, 1, 2], { threshold: 0.5 })).toThrow(/threshold: got one with 3 classes/);
    expect(() => decideLabels(matrix(1, 2, [0.5, 0.5]), [0, 1], { threshold: 2 })).toThrow(/threshold: got 2/);
    expect(() => decideLabels(three, [0, 1, 2], { costs: [[0, 1]] })).toThrow(/costs: got another size/);
  });
});
