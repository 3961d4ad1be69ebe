import { describe, expect, it } from "vitest";
import { currentDense } from "../numerics/index.js";
import { randomGenerator } from "../random/generator.js";
import { completed } from "./completed.js";
import { choleskyInSteps, inverseDiagonalInSteps } from "./stepped-cholesky.js";

/** VVᵀ + I of random rows. */
function positiveDefinite(n: number, rank: number): Float64Array {
  const v = randomGenerator(n).gaussians(n * rank);
  const a = new Float64Array(n * n);
  currentDense().gramOfRows(v, n, rank, a);
  for (let i = 0; i < n; i++) a[i * n + i] += 1;
  return a;
}

describe("a factorisation in steps", () => {
  const n = 1100;
  it("is that of one call, and so is the diagonal of the inverse; it yields on the way", () => {
    const a = positiveDefinite(n, 30);
    const [whole, steps] = [a.slice(), a.slice()];
    expect(currentDense().cholesky(whole, n)).toBe(true);
    let turns = 0;
    const work = choleskyInSteps(steps, n, 600);
    let step = work.next();
    for (; !step.done; step = work.next()) turns++;
    expect(step.value).toBe(true);
    expect(turns).toBeGreaterThan(3);
    let off = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) off = Math.max(off, Math.abs(whole[i * n + j] - steps[i * n + j]));
    expect(off).toBeLessThan(1e-11);
    // The upper triangle is left.
    expect(steps[5]).toBe(a[5]);
    const [expected, found] = [new Float64Array(n), new Float64Array(n)];
    currentDense().inverseDiagonal(whole, n, expected);
    completed(inverseDiagonalInSteps(steps, n, found, 600));
    expect(Math.max(...found.map((value, k) => Math.abs(value - expected[k])))).toBeLessThan(1e-11);
  });

  it("gives way after a matrix that is one call too, of which several may follow each other", () => {
    const a = positiveDefinite(5, 2);
    const out = new Float64Array(5);
    const turnsOf = (work: Generator<undefined, unknown>) => [...work].length;
    expect(turnsOf(choleskyInSteps(a, 5))).toBe(1);
    expect(turnsOf(inverseDiagonalInSteps(a, 5, out))).toBe(1);
    expect(out.every((value) => value > 0)).toBe(true);
  });

  it("says where there is none", () => {
    const a = positiveDefinite(n, 3);
    a[1000 * n + 1000] = -1;
    expect(completed(choleskyInSteps(a, n, 600))).toBe(false);
  });
});
