import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomGenerator } from "../../random/generator.js";
import { hinge } from "../hinge.js";
import { huber } from "../huber.js";
import { logistic } from "../logistic.js";
import type { Loss, LossData } from "../loss.js";
import { poisson } from "../poisson.js";
import { quantile } from "../quantile.js";
import { softmax } from "../softmax.js";
import { squared } from "../squared.js";
import { squaredHinge } from "../squared-hinge.js";
import { shifted } from "./shifted.js";
import { withConstant } from "./with-constant.js";

const losses: readonly (() => Loss)[] = [
  squared,
  logistic,
  softmax,
  hinge,
  squaredHinge,
  () => huber({ delta: 0.7 }),
  () => quantile({ quantile: 0.3 }),
  poisson,
];

function randomData(loss: Loss, seed: number, n = 12): { data: LossData; u: Float64Array } {
  const random = randomGenerator(seed);
  const outputs = loss.targets === "one-hot" ? 3 : loss.targets === "numbers" && loss.name === "squared" ? 2 : 1;
  const g = random.gaussians(n * outputs);
  const targets = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++) {
    if (loss.targets === "one-hot") targets[j * outputs + (j < 3 ? j : Math.floor(random.uniform() * 3))] = 1;
    else
      for (let k = j * outputs; k < (j + 1) * outputs; k++) {
        if (loss.targets === "signs") targets[k] = j === 0 ? 1 : j === 1 ? -1 : Math.sign(g[k] + 0.4) || 1;
        else targets[k] = loss.targets === "counts" ? Math.floor(4 * random.uniform()) + Number(j === 0) : 3 * g[k];
      }
  }
  const weights = seed % 2 ? Float64Array.from({ length: n }, () => 0.2 + random.uniform()) : undefined;
  return { data: { sampleCount: n, outputs, targets, weights }, u: random.gaussians(n * outputs) };
}

const sums = (z: Float64Array, outputs: number) => {
  const out = new Array(outputs).fill(0);
  z.forEach((value, k) => {
    out[k % outputs] += value;
  });
  return out;
};

describe("a loss with an unpenalised constant", () => {
  for (const make of losses) {
    const loss = make();
    it(`${loss.name}: the search for the constant ends at predictions that overflowed`, () => {
      const { data, u } = randomData(loss, 1);
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        for (const predictions of [u.map(() => odd), u.map((value, k) => (k % 3 === 0 ? odd : value))]) {
          expect(withConstant(loss).constant?.at(predictions, data)).toHaveLength(data.outputs);
        }
      }
    });
    it(`${loss.name}: no other constant is better, and z sums to 0`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const { data, u } = randomData(loss, seed);
          const taken = withConstant(loss);
          const best = taken.constant?.at(u, data) as Float64Array;
          const value = loss.value(shifted(u, best), data);
          expect(taken.value(u, data)).toBe(value);
          const random = randomGenerator(seed + 1);
          for (let trial = 0; trial < 20; trial++) {
            const other = best.map((b) => b + 10 ** (-trial / 4) * random.gaussian());
            expect(loss.value(shifted(u, other), data)).toBeGreaterThanOrEqual(value - 1e-12 * Math.abs(value));
          }
          const z = new Float64Array(u.length);
          taken.negativeGradient(u, data, z);
          for (const sum of sums(z, data.outputs)) expect(Math.abs(sum)).toBeLessThanOrEqual(1e-10);
          // Fenchel–Young with equality at z: L̃(u) + D̃ … = −zᵀu.
          const dual = taken.dualValue(z, data);
          let product = 0;
          for (let k = 0; k < u.length; k++) product += z[k] * u[k];
          expect(dual - product).toBeCloseTo(value, 8);
        }),
        { numRuns: 100, seed: 64 },
      );
    });
  }

  it("at u = 0 it is the mean, the log-odds, the log shares, the median, the quantile and the log mean", () => {
    const at = (loss: Loss, targets: number[], outputs = 1) => {
      const data = { sampleCount: targets.length / outputs, outputs, targets: Float64Array.from(targets) };
      return withConstant(loss).constant?.at(new Float64Array(targets.length), data) as Float64Array;
    };
    expect(at(squared(), [1, 2, 6])[0]).toBe(3);
    expect(at(logistic(), [1, 1, 1, -1])[0]).toBeCloseTo(Math.log(3), 13);
    const shares = at(softmax(), [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1], 3);
    expect(shares[0] - shares[1]).toBeCloseTo(Math.log(2), 13);
    expect(shares[0] + shares[1] + shares[2]).toBeCloseTo(0, 13);
    expect(at(quantile(), [5, 1, 3])[0]).toBe(3);
    expect(at(quantile({ quantile: 0.25 }), [4, 1, 3, 2, 9])[0]).toBe(2);
    expect(at(poisson(), [0, 3, 6])[0]).toBeCloseTo(Math.log(3), 13);
    expect(at(poisson(), [1e6, 3e6])[0]).toBeCloseTo(Math.log(2e6), 12);
    expect(at(huber({ delta: 1e-9 }), [-5e5, 7, 8e5])[0]).toBeCloseTo(7, 5);
  });

  it("a fold without a class, or with one class alone, ends at large finite constants", () => {
    const data = { sampleCount: 3, outputs: 1, targets: new Float64Array([1, 1, 1]) };
    const b = withConstant(logistic()).constant?.at(new Float64Array(3), data) as Float64Array;
    expect(Number.isFinite(b[0])).toBe(true);
    expect(b[0]).toBeGreaterThan(20);
    const classes = { sampleCount: 2, outputs: 3, targets: new Float64Array([1, 0, 0, 0, 1, 0]) };
    const c = withConstant(softmax()).constant?.at(new Float64Array(6), classes) as Float64Array;
    expect(c.every(Number.isFinite)).toBe(true);
    expect(c[0]).toBeCloseTo(c[1], 8);
    expect(c[0] - c[2]).toBeGreaterThan(20);
  });
});
