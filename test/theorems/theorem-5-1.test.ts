import {
  type Arrangement,
  enumerateArrangement,
  InputError,
  type Matrix,
  matrix,
  neuralTangentKernel,
  ntkWeights,
  randomGenerator,
  sampleArrangement,
} from "halfspace";
import { maskBit } from "halfspace/geometry";
import { maskingKernel, ntkWeightEstimates } from "halfspace/kernels";
import { describe, expect, it } from "vitest";

/** Theorem 5.1: Σ_i η̃_i D_iXXᵀD_i = H on the training data, for a minimally complete set and η̃_i = P[h ∈ K_i]. */

const gaussianTable = (n: number, d: number, seed: number) => matrix(n, d, randomGenerator(seed).gaussians(n * d));

function largestDifference(a: Matrix, b: Matrix): number {
  return a.values.reduce((worst, value, at) => Math.max(worst, Math.abs(value - b.values[at])), 0);
}

/** The largest |K(η̃) − H| entry in units of its standard error; `variance(j, k)` is that of the share of gates open on both j and k. */
function largestStandardised(inputs: Matrix, all: Arrangement, weights: Float64Array, variance: Variance): number {
  const [n, d] = [inputs.rows, inputs.columns];
  const kernel = maskingKernel(all.gates, weights)(inputs);
  const tangent = neuralTangentKernel(inputs);
  let worst = 0;
  for (let j = 0; j < n; j++) {
    for (let k = 0; k <= j; k++) {
      let product = 0;
      for (let a = 0; a < d; a++) product += inputs.values[j * d + a] * inputs.values[k * d + a];
      const open = tangent.values[j * n + k] / product;
      const error = Math.abs(product) * Math.sqrt(variance(j, k, open));
      worst = Math.max(worst, Math.abs(kernel.values[j * n + k] - tangent.values[j * n + k]) / error);
    }
  }
  return worst;
}

type Variance = (j: number, k: number, open: number) => number;

describe("Theorem 5.1: the NTK is the masking kernel with the cones' probabilities as weights", () => {
  for (const rank of [2, 3]) {
    it(`within 1e-12 with exact weights, 100 random sets in rank ${rank}`, () => {
      for (let seed = 1; seed <= 100; seed++) {
        const n = 2 + randomGenerator(1000 + seed).integer(rank === 3 ? 24 : 60);
        const inputs = gaussianTable(n, rank, seed);
        const all = enumerateArrangement(inputs);
        const weights = ntkWeights(all);
        expect(
          largestDifference(maskingKernel(all.gates, weights)(inputs), neuralTangentKernel(inputs)),
        ).toBeLessThanOrEqual(1e-12);
      }
    });
  }

  it("within 1e-12 with copies, opposite and zero rows, and rank below the number of columns", () => {
    const base = gaussianTable(8, 3, 3);
    const rows = Array.from({ length: 8 }, (_, j) => Array.from(base.values.subarray(3 * j, 3 * j + 3)));
    const tied = [...rows, rows[0], rows[1].map((v) => -2 * v), [0, 0, 0], rows[2].map((v) => v / 3)];
    const inputs = tied.map(([a, b, c]) => [a, b, c, a + b, b - 2 * c]);
    const all = enumerateArrangement(inputs);
    expect(
      largestDifference(maskingKernel(all.gates, ntkWeights(all))(inputs), neuralTangentKernel(inputs)),
    ).toBeLessThanOrEqual(1e-12);
  });

  it("within 4 standard errors with Monte Carlo in rank 5", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const inputs = gaussianTable(10, 5, seed);
      const all = enumerateArrangement(inputs);
      const samples = 50_000;
      const { weights, missed } = ntkWeightEstimates(all, { method: "monte-carlo", samples, seed });
      expect(missed).toBe(0);
      // Draws are independent: how many are open on both rows is binomial.
      const standardised = largestStandardised(inputs, all, weights, (_j, _k, open) => (open * (1 - open)) / samples);
      expect(standardised).toBeLessThanOrEqual(4);
      expect(standardised).toBeGreaterThan(0.5);
    }
  });

  it("within 4 standard errors with orthant probabilities in rank 4", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const inputs = gaussianTable(8, 4, seed);
      const all = enumerateArrangement(inputs);
      const { weights, standardErrors, method } = ntkWeightEstimates(all, { seed });
      expect(method).toBe("orthant");
      // The cones' errors are independent of each other.
      const standardised = largestStandardised(inputs, all, weights, (j, k) =>
        standardErrors.reduce((sum, e, i) => (maskBit(all, j, i) && maskBit(all, k, i) ? sum + e * e : sum), 0),
      );
      expect(standardised).toBeLessThanOrEqual(4);
      expect(Math.abs(weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThanOrEqual(
        4 * Math.hypot(...standardErrors),
      );
    }
  });
});

describe("NTK weights", () => {
  const inputs = gaussianTable(7, 3, 1);
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof InputError ? error.code : error;
    }
  };

  it("without all masks only Monte Carlo serves, and says what it missed", () => {
    const sampled = sampleArrangement(inputs, { count: 12, seed: 3 });
    expect(code(() => ntkWeights(sampled, { method: "exact" }))).toBe("incomplete-arrangement");
    expect(code(() => ntkWeights(sampled, { method: "orthant" }))).toBe("incomplete-arrangement");
    const { method, weights, missed } = ntkWeightEstimates(sampled);
    expect(method).toBe("monte-carlo");
    expect(missed).toBeGreaterThan(0);
    expect(weights.reduce((sum, w) => sum + w, 0) + missed).toBeCloseTo(1, 12);
  });

  it("same seed, same bits; another seed, others", () => {
    const all = enumerateArrangement(gaussianTable(6, 4, 2));
    for (const method of ["orthant", "monte-carlo"] as const) {
      const draw = (seed: number) => ntkWeights(all, { method, seed, samples: 600 });
      expect(draw(5)).toEqual(draw(5));
      expect(draw(5)).not.toEqual(draw(6));
    }
  });

  it("refuses unknown methods and options, and sample counts that are none", () => {
    const all = enumerateArrangement(inputs);
    expect(code(() => ntkWeights(all, { method: "guess" as "exact" }))).toBe("unknown-value");
    expect(code(() => ntkWeights(all, { count: 3 } as object))).toBe("unknown-option");
    expect(code(() => ntkWeights(all, { method: "orthant", samples: 0 }))).toBe("out-of-range");
    expect(code(() => ntkWeights(all, { method: "monte-carlo", samples: 1.5 }))).toBe("out-of-range");
  });
});
