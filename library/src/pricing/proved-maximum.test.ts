import { describe, expect, it } from "vitest";
import { completed } from "../linear-algebra/completed.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { exactness, provedMaximum } from "./bounded-maximum.js";
import { type DualFunction, dualFunctionAt } from "./dual-function.js";
import { exactPricing } from "./every-cell.js";

/** Gaussian rows; by turns in whole numbers, with rows that are parallel but for rounding, on lines, with zeros, and scales far apart. */
function randomPhi(seed: number): DualFunction {
  const random = randomGenerator(seed);
  const [n, d] = [2 + random.integer(12), 1 + (seed % 3)];
  const x = random.gaussians(n * d);
  const z = random.gaussians(n);
  if (seed % 6 === 1) for (let k = 0; k < x.length; k++) x[k] = Math.round(x[k]);
  if (seed % 6 === 2) for (let k = 0; k < d; k++) x[d + k] = (x[k] / 3) * (1 + 2 ** -52);
  if (seed % 6 === 3) for (let k = d - 1; k < x.length; k += d) x[k] = 1;
  if (seed % 6 === 4) for (let k = 0; k < x.length; k++) x[k] = (Math.round(3 * x[k]) - 0.1) / 0.7;
  if (seed % 6 === 5) x.fill(0, 0, d);
  const scale = [1, 1e150, 1e-150, 1][seed % 4];
  return { x: x.map((value) => scale * value), n, d, z };
}

describe("a proved maximum of |φ|", () => {
  it("is never below what is met at any direction, and within its exactness of the best cell", () => {
    for (let seed = 1; seed <= 120; seed++) {
      const phi = randomPhi(seed);
      const bound = completed(provedMaximum(phi)) as number;
      const { maxima } = completed(exactPricing(matrix(phi.n, phi.d, phi.x))!({ z: phi.z, count: 1, least: 0 }));
      const best = maxima.length > 0 ? Math.abs(dualFunctionAt(phi, maxima[0].direction)) : 0;
      expect(bound, `${seed}`).toBeGreaterThanOrEqual(best * (1 - 1e-14));
      expect(bound, `${seed}`).toBeLessThanOrEqual(best * (1 + 10 * exactness) + Number.MIN_VALUE * 1e6);
    }
  });

  it("above rank 3 asks for few masks and an exact count of cells, and else proves nothing", () => {
    const random = randomGenerator(5);
    const phi = (n: number, x: Float64Array) => ({ x, n, d: 4, z: random.gaussians(n) });
    expect(completed(provedMaximum(phi(10, random.gaussians(40))))).toBeGreaterThan(0);
    expect(completed(provedMaximum(phi(300, random.gaussians(1200))))).toBeUndefined();
    // A fifth row that depends on three others but for the last digit: no enumeration in doubles finds the cells between.
    const thin = random.gaussians(40);
    for (let k = 0; k < 4; k++) thin[16 + k] = (thin[k] + thin[4 + k] + thin[8 + k]) / 3;
    expect(completed(provedMaximum(phi(10, thin)))).toBeUndefined();
  });
});
