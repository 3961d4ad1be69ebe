import { describe, expect, it } from "vitest";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { randomGenerator } from "../random/generator.js";
import { SupportFactor } from "./support-factor.js";

/** FFᵀ of an m×n F: rank at most n. */
function gramOf(features: Float64Array, m: number): Float64Array {
  const n = features.length / m;
  const out = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < m; k++) {
      for (let j = 0; j < n; j++) out[i * m + k] += features[i * n + j] * features[k * n + j];
    }
  }
  return out;
}

/** H_SS⁻¹b by eigenvectors, which shares no step with a Cholesky factor. */
function solved(hessian: Float64Array, m: number, support: readonly number[], b: Float64Array): Float64Array {
  const s = support.length;
  const dense = Float64Array.from(
    { length: s * s },
    (_, k) => hessian[support[Math.floor(k / s)] * m + support[k % s]],
  );
  const { values, vectors } = symmetricEigen(dense, s);
  const out = new Float64Array(s);
  for (let e = 0; e < s; e++) {
    let along = 0;
    for (let k = 0; k < s; k++) along += vectors[e * s + k] * b[k];
    for (let k = 0; k < s; k++) out[k] += (along / values[e]) * vectors[e * s + k];
  }
  return out;
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9) {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k])).toBeLessThan(tolerance * size);
}

/** The factor solves with H on its support. */
function expectSolves(factor: SupportFactor, hessian: Float64Array, m: number, seed: number) {
  const b = randomGenerator(seed).gaussians(factor.support.length);
  const x = b.slice();
  factor.solve(x);
  expectClose(x, solved(hessian, m, factor.support, b));
}

describe("the factor of a support", () => {
  it("of a diagonal H divides by its diagonal", () => {
    const factor = new SupportFactor(Float64Array.from([4, 0, 0, 0, 9, 0, 0, 0, 25]), 3);
    expect(factor.reset([2, 0])).toEqual([]);
    const b = Float64Array.of(50, 8);
    factor.solve(b);
    expectClose(b, [2, 2]);
  });

  it("of one number is its root", () => {
    const factor = new SupportFactor(Float64Array.of(16), 1);
    expect(factor.append(0)).toBeUndefined();
    const b = Float64Array.of(8);
    factor.solve(b);
    expect(b[0]).toBe(0.5);
    factor.remove(0);
    expect(factor.support).toEqual([]);
  });

  it("solves after every one of many joinings and leavings", () => {
    const m = 12;
    const hessian = gramOf(randomGenerator(1).gaussians(m * 20), m);
    const factor = new SupportFactor(hessian, m);
    const random = randomGenerator(2);
    let most = 0;
    for (let round = 0; round < 200; round++) {
      const outside = Array.from({ length: m }, (_, i) => i).filter((i) => !factor.support.includes(i));
      const joins = factor.support.length === 0 || (outside.length > 0 && random.uniform() < 0.55);
      if (joins) expect(factor.append(outside[random.integer(outside.length)])).toBeUndefined();
      else factor.remove(random.integer(factor.support.length));
      most = Math.max(most, factor.support.length);
      expectSolves(factor, hessian, m, 100 + round);
    }
    expect(most).toBeGreaterThan(8);
  });

  it("begins anew with any indices, in their order", () => {
    const m = 6;
    const hessian = gramOf(randomGenerator(3).gaussians(m * 9), m);
    const factor = new SupportFactor(hessian, m);
    factor.append(1);
    expect(factor.reset([5, 0, 3])).toEqual([]);
    expect(factor.support).toEqual([5, 0, 3]);
    expectSolves(factor, hessian, m, 4);
    expect(factor.reset([])).toEqual([]);
    expect(factor.support).toEqual([]);
  });

  it("refuses a copy, a multiple and a sum of what it holds, and says what they are made of", () => {
    const [m, n] = [5, 7];
    const features = randomGenerator(5).gaussians(m * n);
    for (let j = 0; j < n; j++) {
      features[2 * n + j] = features[j];
      features[3 * n + j] = -2 * features[n + j];
      features[4 * n + j] = features[j] + 3 * features[n + j];
    }
    const hessian = gramOf(features, m);
    const factor = new SupportFactor(hessian, m);
    expect(factor.append(0)).toBeUndefined();
    expect(factor.append(1)).toBeUndefined();
    for (const [i, made] of [
      [2, [1, 0]],
      [3, [0, -2]],
      [4, [1, 3]],
    ] as const) {
      const beta = factor.append(i) as Float64Array;
      expectClose(beta, made);
      expect(factor.support).toEqual([0, 1]);
    }
    expectSolves(factor, hessian, m, 6);
  });

  it("of more indices than the rank leaves out those that depend on the rest", () => {
    const [m, n] = [8, 3];
    const hessian = gramOf(randomGenerator(7).gaussians(m * n), m);
    const factor = new SupportFactor(hessian, m);
    const left = factor.reset([6, 2, 7, 1, 0]);
    expect(factor.support).toEqual([6, 2, 7]);
    expect(left).toEqual([1, 0]);
    expectSolves(factor, hessian, m, 8);
  });

  it("never takes an index whose row of H is zero", () => {
    const hessian = Float64Array.from([2, 0, 1, 0, 0, 0, 1, 0, 3]);
    const factor = new SupportFactor(hessian, 3);
    expect(factor.reset([1, 0, 2])).toEqual([1]);
    expect(factor.support).toEqual([0, 2]);
    expectClose(factor.append(1) as Float64Array, [0, 0]);
  });
});
