import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exponential } from "../numerics/elementary/index.js";
import { symmetricEigen } from "./symmetric-eigen.js";

/** Reproducible numbers in (−1, 1): the room of random draws is not below this one. */
function noise(count: number, seed: number): Float64Array {
  let state = (seed % 2147483646) + 1;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 1073741824 - 1;
  });
}

function symmetric(n: number, seed: number, rank = n): Float64Array {
  const v = noise(n * rank, seed);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < rank; k++) out[i * n + j] += (k % 2 === 0 ? 1 : -1) * v[i * rank + k] * v[j * rank + k];
    }
  }
  return out;
}

/** Largest of |A v − λ v| and |v·v' − δ|, relative to the largest eigenvalue. */
function defects(a: Float64Array, n: number): number {
  const { values, vectors } = symmetricEigen(a, n);
  const size = Math.max(Math.abs(values[0]), Math.abs(values[n - 1])) || 1;
  let worst = 0;
  for (let k = 0; k < n; k++) {
    if (k > 0) expect(values[k]).toBeGreaterThanOrEqual(values[k - 1]);
    const v = vectors.subarray(k * n, (k + 1) * n);
    for (let i = 0; i < n; i++) {
      let product = 0;
      let inner = 0;
      for (let j = 0; j < n; j++) {
        product += a[i * n + j] * v[j];
        inner += vectors[i * n + j] * v[j];
      }
      worst = Math.max(worst, Math.abs(product - values[k] * v[i]) / size, Math.abs(inner - (i === k ? 1 : 0)));
    }
  }
  return worst;
}

describe("symmetricEigen", () => {
  it("kernel matrices whose eigenvalues fall through all powers of ten: every one is found", () => {
    // exp(−2‖x − x'‖²) of 225 places in the plane; of these seeds each once took more than 60 sweeps.
    const n = 225;
    for (const seed of [1, 2, 3]) {
      const x = noise(2 * n, seed);
      const a = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const square = (x[2 * i] - x[2 * j]) ** 2 + (x[2 * i + 1] - x[2 * j + 1]) ** 2;
          a[i * n + j] = exponential(-2 * square);
        }
      }
      expect(defects(a, n)).toBeLessThan(1e-12);
    }
  });

  it("diagonalises random matrices of every size and rank to rounding", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(), (n, rank, seed) => {
        expect(defects(symmetric(n, seed, rank), n)).toBeLessThan(1e-13 * Math.sqrt(n) * 4);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it("holds for 150 rows, tiny and huge entries, the zero and the identity matrix", () => {
    expect(defects(symmetric(150, 1), 150)).toBeLessThan(1e-12);
    const a = symmetric(12, 5);
    for (const scale of [1e-200, 1e200])
      expect(
        defects(
          a.map((value) => value * scale),
          12,
        ),
      ).toBeLessThan(1e-13);
    expect(symmetricEigen(new Float64Array(9), 3).values).toEqual(new Float64Array(3));
    expect(symmetricEigen(Float64Array.of(1, 0, 0, 1), 2).values).toEqual(Float64Array.of(1, 1));
  });

  it("ends where the squares of small entries underflow", () => {
    const n = 9;
    const a = Float64Array.from({ length: n * n }, (_, k) => {
      const [i, j] = [Math.floor(k / n), k % n];
      return i === 0 && j === 0 ? 1 : 10 ** (-151 - 20 * ((i + j) % 4));
    });
    expect(defects(a, n)).toBeLessThan(1e-13);
  });

  it("knows the spectrum of the second difference, 2 − 2 cos(kπ/(n+1))", () => {
    const n = 30;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      a[i * n + i] = 2;
      if (i > 0) a[i * n + i - 1] = a[(i - 1) * n + i] = -1;
    }
    symmetricEigen(a, n).values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThan(1e-14);
    });
  });
});
