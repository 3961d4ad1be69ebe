import { describe, expect, it } from "vitest";
import { BestDirections } from "./best-directions.js";

/** φ(u) = 3(u_1)₊ − 2(u_2)₊ */
const phi = { x: Float64Array.of(1, 0, 0, 1), n: 2, d: 2, z: Float64Array.of(3, -2) };

describe("the best directions", () => {
  it("are unit vectors with the sign and the size of φ, the largest first, at most so many", () => {
    const best = new BestDirections(phi, 2);
    for (const candidate of [
      [0, 7],
      [2, 0],
      [-1, -1],
      [1, 1],
    ])
      best.offer(candidate);
    expect(best.maxima.map(({ direction }) => [...direction])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(best.maxima.map(({ sign, value }) => [sign, value])).toEqual([
      [1, 3],
      [-1, 2],
    ]);
  });

  it("keep the better of two that are nearly the same, and both where their signs differ", () => {
    const best = new BestDirections(phi, 5);
    best.offer([1, -1e-8]);
    best.offer([1, 1e-8]);
    best.offer([1, 0]);
    expect(best.maxima.length).toBe(1);
    best.offer([1, 0.1]);
    expect(best.maxima.length).toBe(2);
    const odd = new BestDirections({ x: Float64Array.of(1, 1), n: 2, d: 1, z: Float64Array.of(1, 1) }, 5);
    odd.offer([1]);
    odd.offer([-1]);
    expect(odd.maxima.map(({ sign, value }) => [sign, value])).toEqual([
      [1, 2],
      [-1, 0],
    ]);
  });

  it("say what could still enter, and take no zero vector", () => {
    const best = new BestDirections(phi, 1);
    best.offer([0, 0]);
    expect(best.maxima).toEqual([]);
    expect([best.threshold, best.admits(0)]).toEqual([0, true]);
    best.offer([0, 1]);
    expect([best.threshold, best.admits(2), best.admits(2.1)]).toEqual([2, false, true]);
  });
});
