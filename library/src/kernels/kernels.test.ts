import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskedOperator } from "../arrangements/masked-operator.js";
import { sampleArrangement } from "../arrangements/sample.js";
import { matrix } from "../linear-algebra/matrix.js";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { randomGenerator } from "../random/generator.js";
import { gaussianKernel } from "./gaussian-kernel.js";
import { maskingKernel } from "./masking-kernel.js";
import { neuralTangentKernel, reluTangentKernel } from "./neural-tangent-kernel.js";
import { weightedKernelSum } from "./weighted-sum.js";
import { requireSimplex } from "./weights.js";

const table = (n: number, d: number, seed: number) => matrix(n, d, randomGenerator(seed).gaussians(n * d));

describe("neuralTangentKernel (10)", () => {
  it("is ½‖x‖² on the diagonal, 0 for opposite and for zero rows", () => {
    const h = neuralTangentKernel([
      [3, 4],
      [-6, -8],
      [0, 0],
      [4, -3],
    ]);
    expect([...h.values.subarray(0, 4)]).toEqual([12.5, 0, 0, 0]);
    expect(h.values[3 * 4 + 0]).toBe(0);
    expect(h.values[1 * 4 + 1]).toBe(50);
    expect(h.values[2 * 4 + 2]).toBe(0);
  });

  it("keeps its digits where rows are nearly parallel or opposite: the angle is the turn that was made", () => {
    for (const turn of [1e-3, 1e-6, 1e-9, 1e-12]) {
      const near = neuralTangentKernel([[1, 0]], [[Math.cos(turn), Math.sin(turn)]]).values[0];
      expect(Math.abs(0.5 - near / Math.cos(turn) - turn / (2 * Math.PI))).toBeLessThan(1e-16 + 1e-12 * turn);
      const far = neuralTangentKernel([[1, 0]], [[-Math.cos(turn), Math.sin(turn)]]).values[0];
      expect(Math.abs(-far / Math.cos(turn) / (turn / (2 * Math.PI)) - 1)).toBeLessThan(1e-12);
    }
  });

  it("is symmetric bit for bit, positive semidefinite and homogeneous, for tiny and huge rows too", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 1, max: 6 }), fc.nat(), (n, d, seed) => {
        const x = table(n, d, seed);
        for (const kernel of [neuralTangentKernel, reluTangentKernel]) {
          const h = kernel(x);
          const again = kernel(x, matrix(n, d, x.values.slice()));
          h.values.forEach((value, k) => {
            expect(value).toBe(h.values[(k % n) * n + Math.floor(k / n)]);
            expect(Math.abs(value - again.values[k])).toBeLessThan(1e-14 * (1 + Math.abs(value)));
          });
          expect(symmetricEigen(h.values, n).values[0]).toBeGreaterThan(-1e-13 * n * d * 4);
          const scaled = kernel(
            matrix(
              n,
              d,
              x.values.map((value) => value * 2 ** 300),
            ),
          ).values;
          scaled.forEach((value, k) => {
            expect(Math.abs(value * 2 ** -600 - h.values[k])).toBeLessThan(1e-13 * n * d);
          });
        }
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  it("both layers: on the diagonal ‖x‖²; equal to the sampled expectation within its error", () => {
    const x = table(4, 3, 9);
    const h = reluTangentKernel(x);
    const random = randomGenerator(1);
    const sums = new Float64Array(16);
    const squares = new Float64Array(16);
    const draws = 40_000;
    for (let t = 0; t < draws; t++) {
      const w = random.gaussians(3);
      const a = random.gaussian();
      const u = Array.from({ length: 4 }, (_, j) => dot(x.values, j * 3, w));
      for (let k = 0; k < 16; k++) {
        const [i, j] = [k >> 2, k & 3];
        const open = u[i] >= 0 && u[j] >= 0;
        const value = open ? a * a * dot(x.values, i * 3, x.values.subarray(j * 3, j * 3 + 3)) + u[i] * u[j] : 0;
        sums[k] += value;
        squares[k] += value * value;
      }
    }
    h.values.forEach((value, k) => {
      const mean = sums[k] / draws;
      const error = Math.sqrt((squares[k] / draws - mean * mean) / draws);
      expect(Math.abs(value - mean)).toBeLessThan(4 * error + 1e-15);
    });
  });
});

function dot(values: Float64Array, from: number, other: Float64Array): number {
  return other.reduce((sum, value, k) => sum + value * values[from + k], 0);
}

describe("masking, Gaussian and summed kernels", () => {
  it("K(η) equals the weighted Gram matrix of the masked operator", () => {
    const x = table(13, 4, 3);
    const arrangement = sampleArrangement(x, { count: 40, seed: 2 });
    const p = arrangement.maskCount;
    const weights = Float64Array.from({ length: p }, (_, i) => (i % 3) / p);
    const expected = new Float64Array(13 * 13);
    maskedOperator(x, arrangement).weightedGram(
      weights,
      Int32Array.from({ length: p }, (_, i) => i),
      expected,
    );
    maskingKernel(
      arrangement.gates,
      weights,
    )(x).values.forEach((value, k) => {
      expect(Math.abs(value - expected[k])).toBeLessThan(1e-13);
    });
  });

  it("a Gaussian kernel is 1 on the diagonal and falls as exp(−r²/2b²)", () => {
    const k = gaussianKernel(2)([
      [0, 0],
      [3, 4],
    ]);
    expect(k.values[0]).toBe(1);
    expect(k.values[1]).toBeCloseTo(Math.exp(-25 / 8), 15);
  });

  it("sums kernels with weights", () => {
    const x = table(5, 2, 1);
    const sum = weightedKernelSum([neuralTangentKernel, gaussianKernel(1)], [0.25, 3])(x);
    const [a, b] = [neuralTangentKernel(x), gaussianKernel(1)(x)];
    sum.values.forEach((value, k) => {
      expect(value).toBeCloseTo(0.25 * a.values[k] + 3 * b.values[k], 14);
    });
  });

  it("refuses what cannot be a kernel", () => {
    expect(() => gaussianKernel(0)).toThrow(/bandwidth: got 0/);
    expect(() => neuralTangentKernel([[1, 2]], [[1]])).toThrow(/b: got 1 columns; expected 2/);
    expect(() => maskingKernel([[1, 2]], [1])).toThrow(/weights: got 1; expected 2/);
    expect(() => maskingKernel([[1, 2]], [1, -1])).toThrow(/not negative/);
    expect(() => requireSimplex([0.5, 0.4], 2)).toThrow(/sum to 0.9; expected weights of the unit simplex/);
  });
});
