import { describe, expect, it } from "vitest";
import { arrangementFromGates } from "../../arrangements/arrangement.js";
import { coneViolation } from "../../cones/membership.js";
import { projectOnCone } from "../../cones/projection.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { dot, norm } from "../../linear-algebra/vectors.js";
import { exactReluProgram } from "../../programs/exact-relu.js";
import { randomGenerator } from "../../random/generator.js";
import { ConeProximal, derivativeFactor } from "./cone-proximal.js";

const kinds = ["plain", "duplicates", "zero row", "rank-deficient"] as const;

function problem(seed: number, n: number, d: number, kind: (typeof kinds)[number] = "plain") {
  const random = randomGenerator(seed);
  const rows = Array.from({ length: n }, () => [...random.gaussians(d)]);
  rows.forEach((row, j) => {
    if (kind === "duplicates" && j % 2 === 1) rows[j] = rows[j - 1].map((value) => 2 * value);
    if (kind === "rank-deficient") rows[j] = row.map((_, k) => (k + 1) * row[0]);
    if (kind === "zero row" && j === 0) row.fill(0);
  });
  return stated(rows, matrix(d, 4, random.gaussians(4 * d)));
}

function stated(inputs: number[][], gates: Parameters<typeof arrangementFromGates>[1]) {
  const arrangement = arrangementFromGates(inputs, gates);
  const targets = inputs.map((_, j) => 1 + j);
  const program = exactReluProgram({ inputs, targets, arrangement, lambda: 1 });
  return { inputs, arrangement, program, proximal: new ConeProximal(program) };
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-10) {
  expect(actual.length).toBe(expected.length);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) expect(Math.abs(actual[k] - expected[k])).toBeLessThan(tolerance * size);
}

/** The prox of σ(λ‖·‖ + indicator of K) at v, and what its derivative is made of. */
function proxAt(proximal: ConeProximal, block: number, v: Float64Array, threshold: number) {
  const length = proximal.project(block, v, 0);
  const direction = proximal.point.slice();
  const tau = threshold / length;
  return { prox: direction.map((value) => Math.max(0, 1 - tau) * value), direction, tau };
}

describe("projections on the cones of blocks", () => {
  it("on the cone of one row is the half-space's: what points out of it is cut off", () => {
    const { proximal } = stated([[3, 4]], [[1], [1]]);
    const outside = Float64Array.of(-3, 1);
    expect(proximal.project(0, outside, 0)).toBeCloseTo(norm(Float64Array.of(-2.4, 1.8)), 12);
    expectClose(proximal.point, [-2.4, 1.8]);
    const inside = Float64Array.of(1, 2);
    expect(proximal.project(0, inside, 0)).toBeCloseTo(norm(inside), 12);
    expectClose(proximal.point, inside);
  });

  it("of one column is a half-line: nothing is left of what points the other way", () => {
    const { proximal } = stated([[2], [5]], [[1]]);
    expect(proximal.project(0, Float64Array.of(3), 0)).toBeCloseTo(3, 14);
    expect(proximal.project(0, Float64Array.of(-3), 0)).toBe(0);
  });

  it("blocks v and u of one gate share its cone, on tables of every shape, first and warm-started alike", () => {
    for (const kind of kinds) {
      for (let seed = 1; seed <= 8; seed++) {
        const { inputs, arrangement, proximal } = problem(seed, 9, 3, kind);
        const random = randomGenerator(50 + seed);
        const p = arrangement.maskCount;
        for (let round = 0; round < 6; round++) {
          const block = random.integer(2 * p);
          const v = random.gaussians(3);
          const expected = projectOnCone(inputs, arrangement, block % p, v).projection;
          expect(Math.abs(proximal.project(block, v, 0) - norm(expected))).toBeLessThan(1e-10);
          expectClose(proximal.point, expected);
        }
      }
    }
  });

  it("stopped early they give an upper bound that is small enough to stop at", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { inputs, arrangement, proximal } = problem(seed, 12, 4);
      const v = randomGenerator(90 + seed).gaussians(4);
      const exact = norm(projectOnCone(inputs, arrangement, 0, v).projection);
      const stopBelow = 0.5 * (exact + norm(v));
      const bound = proximal.project(0, v, stopBelow);
      expect(bound).toBeGreaterThanOrEqual(exact - 1e-12);
      expect(bound).toBeLessThanOrEqual(stopBelow);
    }
  });

  it("bring every block of a point into its cone, and change none that lies in it", () => {
    const { inputs, arrangement, proximal } = problem(4, 10, 3);
    const table = matrix(10, 3, Float64Array.from(inputs.flat()));
    const p = arrangement.maskCount;
    // The first block lies in its cone already: its gate does. The others lie anywhere.
    const blocks = randomGenerator(6).gaussians(12);
    for (let k = 0; k < 3; k++) blocks[k] = arrangement.gates.values[k * p];
    const which = Int32Array.of(0, 1, p, p + 2);
    const inside = proximal.projectAll({ which, blocks });
    expectClose(inside.blocks.subarray(0, 3), blocks.subarray(0, 3));
    which.forEach((block, a) => {
      const w = inside.blocks.subarray(3 * a, 3 * a + 3);
      if (norm(w) > 1e-8) expect(coneViolation(table, arrangement, block % p, w)).toBeLessThan(1e-9);
    });
    expectClose(proximal.projectAll(inside).blocks, inside.blocks);
  });

  it("keep an orthonormal basis of the rows that hold them, orthogonal to the projection", () => {
    let held = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { proximal } = problem(seed, 12, 4);
      proximal.project(1, randomGenerator(seed).gaussians(4), 0);
      const normals = proximal.faceNormals();
      for (let i = 0; i < normals.length; i += 4) {
        const row = normals.subarray(i, i + 4);
        expect(Math.abs(dot(row, proximal.point))).toBeLessThan(1e-10);
        for (let k = 0; k <= i; k += 4) {
          expect(Math.abs(dot(row, normals.subarray(k, k + 4)) - (i === k ? 1 : 0))).toBeLessThan(1e-12);
        }
      }
      held += normals.length / 4;
    }
    expect(held).toBeGreaterThan(20);
  });
});

/** Σ ffᵀ of the factor's rows, d×d. */
function sumOfSquares(factor: Float64Array, d: number): Float64Array {
  const out = new Float64Array(d * d);
  for (let f = 0; f < factor.length; f += d) {
    for (let i = 0; i < d; i++) for (let k = 0; k < d; k++) out[i * d + k] += factor[f + i] * factor[f + k];
  }
  return out;
}

describe("the derivative of the prox", () => {
  it("is (1 − τ)(I − QᵀQ) + τp̂p̂ᵀ, with no normal, with some, and with all but one", () => {
    const direction = Float64Array.of(0, 0, 3, 0);
    for (const held of [[], [0], [0, 3], [0, 1, 3]]) {
      const normals = new Float64Array(4 * held.length);
      held.forEach((axis, i) => {
        normals[4 * i + axis] = 1;
      });
      const expected = new Float64Array(16);
      for (let axis = 0; axis < 4; axis++) expected[5 * axis] = held.includes(axis) ? 0 : axis === 2 ? 1 : 0.6;
      expectClose(sumOfSquares(derivativeFactor(normals, direction, 0.4), 4), expected);
    }
  });

  it("of one dimension is 1, and at τ = 1 only the direction is left", () => {
    expectClose(derivativeFactor(new Float64Array(0), Float64Array.of(-2), 0.7), [-1]);
    const direction = Float64Array.of(3, 4);
    const factor = derivativeFactor(new Float64Array(0), direction, 1);
    expectClose(sumOfSquares(factor, 2), [0.36, 0.48, 0.48, 0.64]);
  });

  it("is what differences of the prox say", () => {
    let checked = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const { proximal } = problem(seed, 8, 3);
      const random = randomGenerator(200 + seed);
      const v = random.gaussians(3);
      const { direction, tau } = proxAt(proximal, 0, v, 0.2);
      if (!(tau < 0.9)) continue;
      const derivative = sumOfSquares(derivativeFactor(proximal.faceNormals(), direction, tau), 3);
      const h = random.gaussians(3);
      const at = (t: number) =>
        proxAt(
          proximal,
          0,
          v.map((value, k) => value + t * h[k]),
          0.2,
        ).prox;
      const [up, down] = [at(1e-6), at(-1e-6)];
      const slope = up.map((value, k) => (value - down[k]) / 2e-6);
      const expected = Float64Array.from({ length: 3 }, (_, i) => dot(derivative.subarray(3 * i, 3 * i + 3), h));
      expectClose(slope, expected, 1e-6);
      checked++;
    }
    expect(checked).toBeGreaterThan(8);
  });
});
