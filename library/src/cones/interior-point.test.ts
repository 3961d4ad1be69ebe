import { describe, expect, it } from "vitest";
import { arrangementFromGates, gateVector, maskBit } from "../arrangements/arrangement.js";
import { enumerateArrangement } from "../arrangements/enumerate.js";
import { sampleArrangement } from "../arrangements/sample.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { interiorPoint } from "./interior-point.js";

const gaussianTable = (n: number, d: number, seed: number) => matrix(n, d, randomGenerator(seed).gaussians(n * d));

describe("the point furthest from the walls of a cone", () => {
  it("makes the cone's own mask, and no other point of the cone is further in", () => {
    for (const [n, d] of [
      [1, 1],
      [6, 2],
      [12, 3],
      [10, 5],
      [3, 7],
    ]) {
      const inputs = gaussianTable(n, d, n);
      const all = enumerateArrangement(inputs);
      const random = randomGenerator(d);
      for (let i = 0; i < Math.min(all.maskCount, 60); i++) {
        const inner = interiorPoint(all, i);
        expect(inner).toBeDefined();
        const { point, margin } = inner!;
        const own = arrangementFromGates(inputs, matrix(d, 1, point));
        for (let j = 0; j < n; j++) expect(maskBit(own, j, 0)).toBe(maskBit(all, j, i));
        for (let trial = 0; trial < 20; trial++) {
          const near = point.map((v) => v + 0.1 * margin * random.gaussian());
          const length = Math.hypot(...near);
          let least = Number.POSITIVE_INFINITY;
          for (let j = 0; j < n; j++) {
            const row = inputs.values.subarray(j * d, (j + 1) * d);
            const product = row.reduce((sum, x, k) => sum + x * near[k], 0) / (Math.hypot(...row) * length);
            least = Math.min(least, maskBit(all, j, i) ? product : -product);
          }
          expect(least).toBeLessThanOrEqual(margin * (1 + 1e-9));
        }
      }
    }
  });

  it("known: an octant's middle; a table of zeros bounds nothing", () => {
    const octants = enumerateArrangement([
      [2, 0, 0],
      [0, 5, 0],
      [0, 0, 0.1],
      [0, 0, 0],
    ]);
    for (let i = 0; i < 8; i++) expect(interiorPoint(octants, i)?.margin).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(interiorPoint(enumerateArrangement(matrix(2, 2)), 0)?.margin).toBe(Number.POSITIVE_INFINITY);
  });

  it("sampled gates: at least as far in as the gate", () => {
    const inputs = gaussianTable(40, 6, 2);
    const sampled = sampleArrangement(inputs, { count: 50 });
    for (let i = 0; i < sampled.maskCount; i++) {
      const gate = gateVector(sampled, i);
      let least = Number.POSITIVE_INFINITY;
      for (let j = 0; j < 40; j++) {
        const row = inputs.values.subarray(6 * j, 6 * j + 6);
        const product = row.reduce((sum, x, k) => sum + x * gate[k], 0) / (Math.hypot(...row) * Math.hypot(...gate));
        least = Math.min(least, Math.abs(product));
      }
      expect(interiorPoint(sampled, i)!.margin).toBeGreaterThanOrEqual(least * (1 - 1e-12));
    }
  });

  it("none for a mask that only a gate on a boundary has", () => {
    const inputs = [
      [1, 0],
      [-1, 0],
      [0, 1],
    ];
    const boundary = arrangementFromGates(inputs, [[0], [1]]);
    expect([maskBit(boundary, 0, 0), maskBit(boundary, 1, 0)]).toEqual([true, true]);
    expect(interiorPoint(boundary, 0)).toBeUndefined();
    expect(() => interiorPoint(boundary, 1)).toThrow(/gate: got 1/);
  });
});
