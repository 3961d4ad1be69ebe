import { enumerateArrangement, InputError, matrix, randomGenerator, sampleArrangement } from "halfspace";
import { coneProbabilities, monteCarloProbabilities, solidAngles } from "halfspace/geometry";
import { describe, expect, it } from "vitest";

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
const gaussianTable = (n: number, d: number, seed: number) => matrix(n, d, randomGenerator(seed).gaussians(n * d));

/** A table of rank `rank` in d columns. */
function lowRank(n: number, d: number, rank: number, seed: number) {
  const [left, right] = [gaussianTable(n, rank, seed), gaussianTable(rank, d, seed + 1)];
  const product = matrix(n, d);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < d; k++) {
      for (let a = 0; a < rank; a++) product.values[j * d + k] += left.values[j * rank + a] * right.values[a * d + k];
    }
  }
  return product;
}

describe("solid angles", () => {
  for (const rank of [1, 2, 3]) {
    it(`of all cones of 100 random sets sum to 1 within 1e-13 and are positive (rank ${rank})`, () => {
      for (let seed = 1; seed <= 100; seed++) {
        const n = 1 + randomGenerator(seed).integer(rank === 3 ? 30 : 60);
        const shares = solidAngles(enumerateArrangement(lowRank(n, rank + (seed % 3), rank, seed)));
        expect(Math.abs(total(shares) - 1)).toBeLessThanOrEqual(1e-13);
        expect(shares.every((share) => share > 0)).toBe(true);
      }
    });
  }

  it("sum to 1 within 1e-13 for n = 1000 in rank 2 and n = 100 in rank 3", () => {
    for (const [n, rank] of [
      [1000, 2],
      [100, 3],
    ]) {
      const shares = solidAngles(enumerateArrangement(gaussianTable(n, rank, 1)));
      expect(Math.abs(total(shares) - 1)).toBeLessThanOrEqual(1e-13);
    }
  });

  it("known cones: angles between two rows; the octants; the cube's 24 triangles; a table of zeros", () => {
    const angle = 0.3;
    const shares = solidAngles(
      enumerateArrangement([
        [1, 0],
        [Math.cos(angle), Math.sin(angle)],
      ]),
    );
    const sorted = Array.from(shares).sort((a, b) => a - b);
    [angle, angle, Math.PI - angle, Math.PI - angle].forEach((expected, k) => {
      expect(sorted[k]).toBeCloseTo(expected / (2 * Math.PI), 15);
    });
    const axes = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    for (const share of solidAngles(enumerateArrangement(axes))) expect(share).toBeCloseTo(1 / 8, 15);
    // The six planes x = ±y, x = ±z, y = ±z: the 24 chambers of the tetrahedron's mirror group.
    const mirrors = [
      [1, 1, 0],
      [1, -1, 0],
      [1, 0, 1],
      [1, 0, -1],
      [0, 1, 1],
      [0, 1, -1],
    ];
    const chambers = solidAngles(enumerateArrangement(mirrors));
    expect(chambers.length).toBe(24);
    for (const share of chambers) expect(share).toBeCloseTo(1 / 24, 15);
    expect(Array.from(solidAngles(enumerateArrangement(matrix(3, 2))))).toEqual([1]);
  });

  it("a cone and its negative have the same; scales, copies and zero rows change nothing", () => {
    const inputs = gaussianTable(12, 3, 4);
    const plain = solidAngles(enumerateArrangement(inputs));
    const rows = Array.from({ length: 12 }, (_, j) => Array.from(inputs.values.subarray(3 * j, 3 * j + 3)));
    const padded = [...rows.map((row, j) => row.map((v) => v * 10 ** (j - 6))), rows[3].map((v) => -3 * v), [0, 0, 0]];
    const again = solidAngles(enumerateArrangement(padded));
    const half = plain.length / 2;
    const sorted = (values: Float64Array) => values.slice().sort();
    sorted(plain).forEach((share, i) => {
      expect(sorted(again)[i]).toBeCloseTo(share, 14);
    });
    for (let i = 0; i < half; i++) expect(plain[i]).toBeCloseTo(plain[half + i], 14);
  });

  it("agree with Monte Carlo and with the orthant probabilities, within their errors", () => {
    for (const rank of [2, 3]) {
      const all = enumerateArrangement(gaussianTable(7, rank, 9));
      const exact = solidAngles(all);
      const drawn = monteCarloProbabilities(all, { samples: 400_000, seed: 2 });
      const integrated = coneProbabilities(all);
      expect([drawn.missed, drawn.samples]).toEqual([0, 400_000]);
      exact.forEach((share, i) => {
        expect(Math.abs(drawn.probabilities[i] - share)).toBeLessThanOrEqual(4 * drawn.standardErrors[i]);
        expect(Math.abs(integrated.probabilities[i] - share)).toBeLessThanOrEqual(
          6 * integrated.standardErrors[i] + 1e-13,
        );
      });
    }
  });
});

describe("what is refused", () => {
  const code = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      return error instanceof InputError ? error.code : error;
    }
  };
  it("closed forms above rank 3, and arrangements that are not complete", () => {
    const inputs = gaussianTable(6, 4, 1);
    expect(code(() => solidAngles(enumerateArrangement(inputs)))).toBe("rank-too-high");
    const sampled = sampleArrangement(inputs, { count: 5 });
    expect(code(() => solidAngles(sampled))).toBe("incomplete-arrangement");
    expect(code(() => coneProbabilities(sampled))).toBe("incomplete-arrangement");
  });
});
