import { expect, it } from "vitest";
import { randomGenerator } from "../random/generator.js";
import { nonnegativeQuadratic } from "./nonnegative-quadratic.js";

it("meets the optimality conditions, with more columns than the rank allows and copies among them", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const random = randomGenerator(seed);
    const [n, m] = [2 + random.integer(6), 3 + random.integer(12)];
    const features = random.gaussians(m * n);
    for (let k = 0; k < n; k++) features[n + k] = 2 * features[k];
    const targets = random.gaussians(n);
    const hessian = new Float64Array(m * m);
    const linear = new Float64Array(m);
    for (let i = 0; i < m; i++) {
      linear[i] = 0.05;
      for (let j = 0; j < n; j++) linear[i] -= features[i * n + j] * targets[j];
      for (let k = 0; k < m; k++) {
        for (let j = 0; j < n; j++) hessian[i * m + k] += features[i * n + j] * features[k * n + j];
      }
    }
    const start = Float64Array.from({ length: m }, () => (seed % 2 === 0 ? random.uniform() : 0));
    const c = nonnegativeQuadratic(hessian, linear, start);
    for (let i = 0; i < m; i++) {
      let slope = linear[i];
      for (let k = 0; k < m; k++) slope += hessian[i * m + k] * c[k];
      expect(c[i]).toBeGreaterThanOrEqual(0);
      expect(slope).toBeGreaterThan(-1e-10);
      if (c[i] > 0) expect(Math.abs(slope)).toBeLessThan(1e-9);
    }
    expect(c.filter((value) => value > 0).length).toBeLessThanOrEqual(n);
  }
});
