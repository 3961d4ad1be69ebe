import { expect, it } from "vitest";
import { randomGenerator } from "../../random/generator.js";
import { growingFactor } from "./growing-factor.js";

/** (Σ, D; Dᵀ, −P) in a random order of its rows, with Σ and P positive definite. */
function quasiDefinite(n: number, seed: number): { entry(a: number, b: number): number; readonly signs: number[] } {
  const random = randomGenerator(seed);
  const signs = Array.from({ length: n }, () => (random.uniform() < 0.5 ? 1 : -1));
  const roots = Array.from({ length: n }, () => random.gaussians(n));
  const couplings = Array.from({ length: n }, () => random.gaussians(n));
  const entry = (a: number, b: number): number => {
    if (signs[a] !== signs[b]) return couplings[Math.min(a, b)][Math.max(a, b)];
    const product = roots[a].reduce((sum, value, k) => sum + value * roots[b][k], 0);
    return signs[a] * (product + (a === b ? 0.1 : 0));
  };
  return { entry, signs };
}

it.each([1, 2, 7, 40])("solves with the rows that stand, after rows came and went (%i)", (n) => {
  const { entry, signs } = quasiDefinite(n, n);
  const factor = growingFactor();
  const appendTo = (size: number) => {
    for (let at = factor.size; at < size; at++) factor.append((column) => entry(at, column), signs[at]);
  };
  appendTo(n);
  factor.cutTo(n >> 1);
  expect(factor.size).toBe(n >> 1);
  appendTo(n);
  const v = randomGenerator(99).gaussians(n);
  const x = factor.solve(v);
  for (let a = 0; a < n; a++) {
    const product = x.reduce((sum, value, b) => sum + entry(a, b) * value, 0);
    expect(product).toBeCloseTo(v[a], 8);
  }
});

it("lifts a pivot that is zero", () => {
  const factor = growingFactor();
  factor.append(() => 1, 1);
  factor.append(() => 1, 1);
  expect(factor.solve(Float64Array.of(1, 1)).every(Number.isFinite)).toBe(true);
});
