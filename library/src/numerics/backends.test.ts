import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { InputError } from "../errors.js";
import { maskWords, type NumericsBackend } from "./backend.js";
import { javascriptBackend } from "./javascript-backend.js";
import { nativeBackend } from "./native-node.js";
import { wasmBackend } from "./wasm-backend.js";

/** Values with no structure a kernel could lean on, from an integer seed. */
function values(count: number, seed: number): Float64Array {
  let state = seed * 2654435761 + 1013904223;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 1234567) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

const bit = (masks: Uint32Array, n: number, gate: number, row: number) =>
  (masks[gate * maskWords(n) + (row >> 5)] >>> (row & 31)) & 1;

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  expect(actual.length).toBe(expected.length);
  let scale = 1;
  for (let k = 0; k < expected.length; k++) scale = Math.max(scale, Math.abs(expected[k]));
  for (let k = 0; k < expected.length; k++) {
    if (!(Math.abs(actual[k] - expected[k]) <= tolerance * scale)) {
      expect.fail(`entry ${k}: got ${actual[k]}, expected ${expected[k]}`);
    }
  }
}

/** Naive loops, straight from the definitions. */
function naiveProduct(a: Float64Array, n: number, k: number, b: Float64Array, m: number): Float64Array {
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) for (let l = 0; l < k; l++) out[i * m + j] += a[i * k + l] * b[l * m + j];
  return out;
}

function transposed(a: Float64Array, n: number, m: number): Float64Array {
  return Float64Array.from({ length: n * m }, (_, at) => a[(at % n) * m + Math.floor(at / n)]);
}

/** D_iX as a dense matrix. */
function masked(x: Float64Array, n: number, d: number, masks: Uint32Array, gate: number): Float64Array {
  return x.map((value, at) => value * bit(masks, n, gate, Math.floor(at / d)));
}

const shapes: [n: number, d: number, p: number, outputs: number][] = [
  [1, 1, 1, 1],
  [1, 3, 2, 3],
  [7, 1, 5, 1],
  [13, 4, 1, 3],
  [64, 2, 9, 1],
  [65, 5, 33, 2],
  [130, 9, 70, 3],
  [257, 17, 19, 1],
];

const backends: [string, () => NumericsBackend][] = [
  ["javascript", javascriptBackend],
  ["wasm", wasmBackend],
  ...(nativeHere() ? [["native", nativeBackend] as [string, () => NumericsBackend]] : []),
];

function nativeHere(): boolean {
  try {
    nativeBackend();
    return true;
  } catch (error) {
    expect((error as InputError).code).toBe("native-unavailable");
    return false;
  }
}

it("a missing OpenBLAS is a mistake in the request, with advice", () => {
  expect(() => nativeBackend({ library: "libnothing.so" })).toThrow(/no OpenBLAS found|koffi, which is not installed/);
});

describe.each(backends)("%s backend", (_, open) => {
  const backend = open();

  it.each(shapes)("masked products agree with naive loops, n=%i d=%i p=%i K=%i", (n, d, p, outputs) => {
    const x = values(n * d, n + d);
    x.fill(0, 0, d);
    if (n > 2) x.copyWithin(2 * d, d, 2 * d);
    const gates = values(d * p, p);
    const masks = backend.packMasks(x, n, d, gates, p);
    const products = naiveProduct(x, n, d, gates, p);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < 32 * maskWords(n); j++) {
        expect(bit(masks, n, i, j)).toBe(j < n && products[j * p + i] >= 0 ? 1 : 0);
      }
    }

    const operator = backend.maskedProducts(x, n, d, masks, p);
    const z = values(n * outputs, 3);
    const offset = values(d * outputs, 4);
    const chosen = Int32Array.from({ length: Math.ceil(p / 2) }, (_, a) => p - 1 - 2 * a).filter((i) => i >= 0);
    const correlations = (i: number) => naiveProduct(transposed(masked(x, n, d, masks, i), n, d), d, n, z, outputs);

    const norms = new Float64Array(p);
    operator.norms(z, outputs, norms);
    expectClose(
      norms,
      Array.from(norms, (_, i) => Math.hypot(...correlations(i))),
    );
    operator.norms(z, outputs, norms, offset);
    expectClose(
      norms,
      Array.from(norms, (_, i) => Math.hypot(...correlations(i).map((v, k) => v + offset[k]))),
    );

    const gradient = new Float64Array(chosen.length * d * outputs);
    operator.transpose(z, outputs, chosen, gradient);
    expectClose(
      gradient,
      Array.from(chosen).flatMap((i) => Array.from(correlations(i))),
    );

    const blocks = values(chosen.length * d * outputs, 5);
    const sum = new Float64Array(n * outputs);
    chosen.forEach((i, a) => {
      const block = blocks.subarray(a * d * outputs, (a + 1) * d * outputs);
      naiveProduct(masked(x, n, d, masks, i), n, d, block, outputs).forEach((v, k) => {
        sum[k] += v;
      });
    });
    const forward = new Float64Array(n * outputs).fill(NaN);
    operator.forward(blocks, outputs, chosen, forward);
    expectClose(forward, sum);

    const columns = new Float64Array(n * chosen.length).fill(NaN);
    operator.columns(blocks, chosen, columns);
    chosen.forEach((i, a) => {
      const expected = naiveProduct(masked(x, n, d, masks, i), n, d, blocks.subarray(a * d, (a + 1) * d), 1);
      expectClose(
        Float64Array.from({ length: n }, (_, j) => columns[j * chosen.length + a]),
        expected,
      );
    });

    const weights = values(chosen.length, 6);
    const gram = new Float64Array(n * n).fill(NaN);
    const expectedGram = new Float64Array(n * n);
    chosen.forEach((i, a) => {
      const part = masked(x, n, d, masks, i);
      naiveProduct(part, n, d, transposed(part, n, d), n).forEach((v, k) => {
        expectedGram[k] += weights[a] * v;
      });
    });
    operator.weightedGram(weights, chosen, gram);
    expectClose(gram, expectedGram);

    for (const rowWeights of [undefined, values(n, 7)]) {
      const first = Math.floor(n / 3);
      const last = Math.max(first, n - 2);
      const grams = new Float64Array(chosen.length * d * d).fill(NaN);
      operator.blockGrams(chosen, first, last, grams, rowWeights);
      chosen.forEach((i, a) => {
        const part = masked(x, n, d, masks, i).subarray(first * d, last * d);
        const weighted = part.map((v, at) => v * (rowWeights ? rowWeights[first + Math.floor(at / d)] : 1));
        const expected = naiveProduct(transposed(part, last - first, d), d, last - first, weighted, d);
        expectClose(grams.subarray(a * d * d, (a + 1) * d * d), expected);
      });
    }
    operator.dispose();
  });

  it.each([
    [1, 1],
    [2, 5],
    [7, 3],
    [49, 1],
    [100, 37],
    [161, 64],
  ])("dense routines agree with naive loops, n=%i m=%i", (n, m) => {
    const v = values(n * m, n);
    const vt = transposed(v, n, m);
    const rows = new Float64Array(n * n).fill(NaN);
    backend.gramOfRows(v, n, m, rows);
    expectClose(rows, naiveProduct(v, n, m, vt, n));
    const columns = new Float64Array(m * m).fill(NaN);
    backend.gramOfColumns(v, n, m, columns);
    expectClose(columns, naiveProduct(vt, m, n, v, m));
    const product = new Float64Array(n * 3).fill(NaN);
    backend.multiply(v, n, m, values(m * 3, 8), 3, product);
    expectClose(product, naiveProduct(v, n, m, values(m * 3, 8), 3));

    for (let i = 0; i < n; i++) rows[i * n + i] += 1;
    const l = rows.slice();
    expect(backend.cholesky(l, n)).toBe(true);
    for (let i = 0; i < n; i++) {
      for (let j = i + 1; j < n; j++) {
        expect(l[i * n + j]).toBe(rows[i * n + j]);
        l[i * n + j] = 0;
      }
    }
    expectClose(naiveProduct(l, n, n, transposed(l, n, n), n), rows);
    const right = v.slice();
    backend.solveLower(l, n, right, m);
    expectClose(naiveProduct(l, n, n, right, m), v, 1e-10);
    right.set(v);
    backend.solveLowerTransposed(l, n, right, m);
    expectClose(naiveProduct(transposed(l, n, n), n, n, right, m), v, 1e-10);

    rows[n * n - 1] = -1;
    expect(backend.cholesky(rows, n)).toBe(false);
    expect(backend.cholesky(new Float64Array(n * n), n)).toBe(false);
  });

  it("decides a row on the gate exactly, whatever rounding says", () => {
    // 0.1 · 3 − 0.3 is 5.55e-17 past zero in doubles as stored; cancellation must not change the sign.
    const rows = [
      [0.1, 0.3],
      [-0.1, -0.3],
      [1e-300, 1e-300],
      [1e200, -1e-200],
      [5e-324, 5e-324],
      // Squares below the least double: the row is no zero row, and its products round.
      [-4e-323, 0],
      [1e-171, 3e-171],
      [-1e-171, -3e-171],
      [0, 0],
    ];
    const gates = [
      [3, -1],
      [-3, 1],
      [1, -1],
      [1e-200, 1e200],
      [1e-30, -1e-30],
      [0.005, 0],
      [-0.005, 0.3],
    ];
    const exact = (x: number[], g: number[]) => {
      const integer = (value: number) => {
        let shift = 0n;
        let scaled = value;
        for (; !Number.isInteger(scaled) && shift < 1100n; shift += 1n) scaled *= 2;
        return (BigInt(scaled) << 1100n) >> shift;
      };
      return x.reduce((sum, value, k) => sum + integer(value) * integer(g[k]), 0n) >= 0n ? 1 : 0;
    };
    const masks = backend.packMasks(
      Float64Array.from(rows.flat()),
      rows.length,
      2,
      Float64Array.from([...gates.map((g) => g[0]), ...gates.map((g) => g[1])]),
      gates.length,
    );
    rows.forEach((x, j) => {
      gates.forEach((g, i) => {
        expect([j, i, bit(masks, rows.length, i, j)]).toEqual([j, i, exact(x, g)]);
      });
    });
  });

  it("a row exactly on a gate counts as kept, and its negative too", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 6 }), (direction) => {
        // g = (−x₂, x₁, 0, …) is orthogonal to x exactly.
        const d = direction.length;
        const x = direction.map((v) => v / 1024);
        const g = new Float64Array(d);
        g[0] = -x[1];
        g[1] = x[0];
        const masks = backend.packMasks(Float64Array.from([...x, ...x.map((v) => -v)]), 2, d, g, 1);
        expect(masks[0]).toBe(3);
      }),
      { seed: 3, numRuns: 50 },
    );
  });
});
