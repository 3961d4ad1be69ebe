import { describe, expect, it } from "vitest";
import { javascriptBackend, wasmBackend } from "../../numerics/index.js";
import { randomGenerator } from "../../random/generator.js";

describe("the ascent kernel and its JavaScript twin", () => {
  for (const [n, d, count] of [
    [7, 3, 5],
    [130, 8, 40],
    [500, 21, 30],
  ]) {
    it(`end at the same maxima, n=${n} d=${d}`, () => {
      const random = randomGenerator(n);
      const x = random.gaussians(n * d);
      x.fill(0, 0, d);
      const table = { x, n, d, z: random.gaussians(n) };
      table.z[n - 1] = 0;
      const starts = random.gaussians(count * d);
      const signs = Float64Array.from({ length: count }, (_, i) => (i % 2 ? 1 : -1));
      const ends = [javascriptBackend(), wasmBackend()].map((backend) => {
        const directions = starts.slice();
        return { directions, ...backend.ascend(table, directions, signs, { outer: 3, passes: 6 }) };
      });
      for (let i = 0; i < count; i++) {
        expect(Math.abs(ends[0].values[i] - ends[1].values[i])).toBeLessThan(
          1e-9 * Math.abs(ends[0].values[i]) + 1e-12,
        );
        expect(ends[1].kinks[i]).toEqual(ends[0].kinks[i]);
      }
      expect(starts.length).toBe(ends[1].directions.length);
    });
  }

  it("one start has the same bits alone and among others", () => {
    const random = randomGenerator(2);
    const table = { x: random.gaussians(900), n: 90, d: 10, z: random.gaussians(90) };
    const all = random.gaussians(320);
    const one = all.slice(310, 320);
    const backend = wasmBackend();
    backend.ascend(table, all, new Float64Array(32).fill(1), { outer: 8, passes: 8 });
    backend.ascend(table, one, Float64Array.of(1), { outer: 8, passes: 8 });
    expect(all.slice(310, 320)).toEqual(one);
  });
});
