import { reluPredictions } from "halfspace/networks";
import { displacedNetwork, linearise, minimumNormFit } from "halfspace/theory";
import { describe, expect, it } from "vitest";
import { exponentInWidth, spherePoints } from "./linearised-widths.js";

describe("Lemma 12.3 and (12.16) to (12.21)", () => {
  it("‖φ‖_F and ‖Δθ̂‖ do not depend on m, ‖θ⁰‖ grows as √m", () => {
    expect(Math.abs(exponentInWidth(10, 5, (l) => Math.hypot(...l.singularValues)))).toBeLessThan(0.05);
    expect(Math.abs(exponentInWidth(10, 5, (l, y) => minimumNormFit(l, y).displacementNorm))).toBeLessThan(0.1);
    expect(exponentInWidth(10, 5, (l) => l.startNorm)).toBeCloseTo(0.5, 1);
  });

  it("‖φ‖_F² is half of ‖X‖_F² in the limit, and ‖θ⁰‖ is ‖W⁰‖_F, not its square as (12.19) prints", () => {
    const { inputs } = spherePoints(10, 5, 1);
    const { singularValues, startNorm } = linearise({ inputs, width: 20_000 });
    expect(Math.hypot(...singularValues) ** 2 / 10).toBeCloseTo(0.5, 2);
    expect(startNorm / Math.sqrt(5 * 20_000)).toBeCloseTo(1, 2);
  });

  it("the true network leaves its linearisation at the fit by about m^(−1/2) on the training rows", () => {
    const exponent = exponentInWidth(10, 5, (linearisation, targets) => {
      const { displacement } = minimumNormFit(linearisation, targets);
      const found = reluPredictions(displacedNetwork(linearisation, displacement), linearisation.inputs).values;
      return Math.hypot(...found.map((value, j) => value - targets[j]));
    });
    expect(Math.abs(exponent + 0.5)).toBeLessThan(0.15);
  });
});
