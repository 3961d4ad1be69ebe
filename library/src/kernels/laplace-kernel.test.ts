import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { randomGenerator } from "../random/generator.js";
import { laplaceKernel } from "./laplace-kernel.js";

describe("laplaceKernel", () => {
  it("is 1 on the diagonal, symmetric bit for bit, and without negative eigenvalues", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), fc.nat(), (n, d, seed) => {
        const { values } = laplaceKernel(1.5)(matrix(n, d, randomGenerator(seed).gaussians(n * d)));
        values.forEach((value, k) => {
          const [i, j] = [Math.floor(k / n), k % n];
          if (i === j) expect(value).toBe(1);
          expect(value).toBe(values[j * n + i]);
        });
        expect(symmetricEigen(values, n).values[0]).toBeGreaterThan(-1e-13 * n);
      }),
    );
  });

  it("is e^−1 a bandwidth away, and keeps its digits where rows are close", () => {
    const kernel = laplaceKernel(5);
    expect(kernel([[0, 0]], [[3, 4]]).values[0]).toBeCloseTo(Math.exp(-1), 15);
    // From inner products the distance would be 0 here.
    const [near] = kernel([[1e6, 0]], [[1e6 + 2 ** -20, 0]]).values;
    expect((1 - near) / (2 ** -20 / 5)).toBeCloseTo(1, 6);
    expect(() => laplaceKernel(0)).toThrow(/bandwidth/);
  });
});
