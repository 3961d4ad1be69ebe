import * as fc from "fast-check";
import type { MatrixLike } from "halfspace";

/** Small tables of numbers as they come and as they should not come. */

const units = [1, 1, 1, 1, 1e-3, 1e6, 1e-12, 1e9, 1e-150, 1e100, 1e150, 1e154, 1e200, 1e300, 1e-300, 5e-324];

/** Numbers that make ties, zeros and repeats. */
const small = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.double({ min: -4, max: 4, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(0, -0, 1e-9, 1e8, -1e8) },
);

export interface OddTable {
  readonly rows: number[][];
  /** In the order of the rows. */
  readonly signal: number[];
}

export const oddTable = (mostRows: number, mostColumns: number): fc.Arbitrary<OddTable> =>
  fc
    .tuple(fc.integer({ min: 1, max: mostRows }), fc.integer({ min: 1, max: mostColumns }))
    .chain(([n, d]) =>
      fc.record({
        values: fc.array(fc.array(small, { minLength: d, maxLength: d }), { minLength: n, maxLength: n }),
        scales: fc.array(fc.constantFrom(...units), { minLength: d, maxLength: d }),
        shifts: fc.array(fc.constantFrom(0, 0, 0, 1, 1e6, -1e12), { minLength: d, maxLength: d }),
        noise: fc.array(small, { minLength: n, maxLength: n }),
        unit: fc.constantFrom(...units),
        repeats: fc.array(fc.tuple(fc.nat(n - 1), fc.nat(n - 1)), { maxLength: 3 }),
      }),
    )
    .map(({ values, scales, shifts, noise, unit, repeats }) => {
      const rows = values.map((row) => row.map((value, k) => value * scales[k] + shifts[k]));
      for (const [from, to] of repeats) rows[to] = [...rows[from]];
      return { rows, signal: values.map((row, j) => (Math.abs(row[0]) + noise[j]) * unit) };
    });

/** The same rows in each form that is taken. */
export function inForm(rows: number[][], form: number): MatrixLike {
  if (form === 1) return rows.map((row) => Float64Array.from(row));
  if (form === 2) return { rows: rows.length, columns: rows[0].length, values: Float64Array.from(rows.flat()) };
  return rows;
}
