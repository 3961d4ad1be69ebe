import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LinearOperator } from "./golub-kahan.js";
import { lsmr } from "./lsmr.js";
import { lsqr } from "./lsqr.js";

/** Reproducible numbers in (−1, 1): the room of random draws is not below this one. */
function noise(count: number, seed: number): Float64Array {
  let state = (seed % 2147483646) + 1;
  return Float64Array.from({ length: count }, () => {
    state = (state * 48271) % 2147483647;
    return state / 1073741824 - 1;
  });
}

function denseOperator(a: Float64Array, rows: number, columns: number): LinearOperator {
  return {
    rows,
    columns,
    forward(x, out) {
      for (let i = 0; i < rows; i++) {
        out[i] = 0;
        for (let j = 0; j < columns; j++) out[i] += a[i * columns + j] * x[j];
      }
    },
    transpose(y, out) {
      out.fill(0);
      for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j] += a[i * columns + j] * y[i];
    },
  };
}

describe.each([
  ["lsqr", lsqr],
  ["lsmr", lsmr],
] as const)("%s", (_, method) => {
  it("makes the gradient Aᵀ(b − Ax) − damp²x vanish, for tall, wide and square systems", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0.1, 1, 5),
        fc.nat(),
        (rows, columns, damp, seed) => {
          const operator = denseOperator(noise(rows * columns, seed), rows, columns);
          const b = noise(rows, seed + 1);
          const { x } = method(operator, b, { damp });
          const residual = new Float64Array(rows);
          operator.forward(x, residual);
          for (let k = 0; k < rows; k++) residual[k] = b[k] - residual[k];
          const gradient = new Float64Array(columns);
          operator.transpose(residual, gradient);
          gradient.forEach((value, k) => {
            expect(Math.abs(value - damp * damp * x[k])).toBeLessThan(1e-11);
          });
        },
      ),
      { numRuns: 80, seed: 5 },
    );
  });

  it("takes a zero right-hand side and a zero operator", () => {
    const operator = denseOperator(new Float64Array(6), 3, 2);
    expect(method(operator, Float64Array.of(1, 2, 3)).x).toEqual(new Float64Array(2));
    const identity = denseOperator(Float64Array.of(1, 0, 0, 1), 2, 2);
    expect(method(identity, new Float64Array(2)).x).toEqual(new Float64Array(2));
  });
});
