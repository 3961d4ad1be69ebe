import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { boundedMaximum } from "./bounded-maximum.js";
import { ConeSearch } from "./cone-search.js";
import type { DualFunction } from "./dual-function.js";
import { exactPricing } from "./every-cell.js";
import { quadraticBound } from "./quadratic-bound.js";

const count = 24;

/** Gaussian rows; in turn with equal and opposite rows, zero rows, whole numbers, and units far apart. */
function randomPhi(seed: number): DualFunction {
  const random = randomGenerator(seed);
  const [n, d] = [4 + (seed % 8), 2 + (seed % 4)];
  const x = random.gaussians(n * d);
  const z = random.gaussians(n);
  if (seed % 5 === 1) for (let k = 0; k < d; k++) x[d + k] = seed % 2 ? x[k] : -x[k];
  if (seed % 5 === 2) x.fill(0, d, 2 * d);
  if (seed % 5 === 3) for (let k = 0; k < x.length; k++) x[k] = Math.round(x[k]);
  if (seed % 5 === 4) for (let k = 0; k < x.length; k += d) x[k] *= 1e6;
  return { x, n, d, z };
}

describe("a bound of the largest |φ|", () => {
  it("is never below the exact maximum, and branch and bound comes within 0.2 % of it", () => {
    for (let seed = 1; seed <= count; seed++) {
      const phi = randomPhi(seed);
      const price = exactPricing(matrix(phi.n, phi.d, phi.x));
      if (!price) continue;
      const { maxima } = completed(price({ z: phi.z, count: 1, least: 0 }));
      const [{ value }] = maxima;
      const bound = completed(boundedMaximum(phi, value));
      expect(bound).toBeGreaterThanOrEqual(value * (1 - 1e-14));
      expect(bound).toBeLessThan(value * 1.002);
      expect(completed(quadraticBound(phi))).toBeGreaterThanOrEqual(value * (1 - 1e-14));
    }
  });

  it("finds a larger value where it begins with one that is too small", () => {
    const phi = randomPhi(7);
    const { maxima } = completed(exactPricing(matrix(phi.n, phi.d, phi.x))!({ z: phi.z, count: 1, least: 0 }));
    const search = new ConeSearch(phi, maxima[0].value / 10);
    expect(completed(search.prove(0.01, 1e9))).toBeGreaterThanOrEqual(maxima[0].value * (1 - 1e-14));
    expect(search.largest).toBeGreaterThan(maxima[0].value / 1.02);
  });

  it("ends with its budget, and says then that it proved nothing", () => {
    const phi = { ...randomPhi(11) };
    expect(completed(new ConeSearch(phi, 1e-9).prove(1e-3, 100))).toBeUndefined();
  });

  it("is a relaxation alone beyond rank 8, and nothing where squares leave Float64", () => {
    const random = randomGenerator(3);
    const [n, d] = [40, 12];
    const phi = { x: random.gaussians(n * d), n, d, z: random.gaussians(n) };
    const bound = completed(boundedMaximum(phi, 1)) as number;
    for (let trial = 0; trial < 200; trial++) {
      const u = random.gaussians(d);
      const length = Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));
      let value = 0;
      for (let j = 0; j < n; j++) {
        value +=
          phi.z[j] *
          Math.max(
            0,
            u.reduce((sum, entry, k) => sum + entry * phi.x[j * d + k], 0),
          );
      }
      expect(Math.abs(value) / length).toBeLessThan(bound);
    }
    expect(completed(boundedMaximum({ ...phi, x: phi.x.map((value) => value * 1e200) }, 1))).toBeUndefined();
  });
});
