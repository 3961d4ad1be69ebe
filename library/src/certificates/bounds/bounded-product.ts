import type { Matrix } from "../../linear-algebra/matrix.js";
import { gamma, nextUp, productError, sumError, underflow } from "../../numerics/rigorous/index.js";

/** A product as computed, and how far each of its entries may be from the exact one. */
export interface BoundedProduct {
  readonly values: Float64Array;
  readonly off: Float64Array;
}

/**
 * Kα as a compensated sum (Ogita, Rump and Oishi 2005, algorithm 5.3), and how far each of its entries may be off; yields every few rows.
 * @param k K, n×m
 * @param alpha m×outputs
 * @param entryError never below what an entry of K may be off; nothing when absent
 * @returns n×outputs
 */
export function* boundedProduct(
  { rows: n, columns: m, values: k }: Matrix,
  alpha: Float64Array,
  outputs: number,
  entryError?: (row: number, column: number) => number,
): Generator<undefined, BoundedProduct> {
  const values = new Float64Array(n * outputs);
  const off = new Float64Array(n * outputs);
  const slack = gamma(8 * (m + 2));
  const room = nextUp(1 + gamma(4 * m + 8));
  for (let at = 0; at < values.length; at++) {
    const [j, o] = [Math.floor(at / outputs), at % outputs];
    let [total, correction, size, entries] = [0, 0, 0, 0];
    for (let i = 0; i < m; i++) {
      const [entry, factor] = [k[j * m + i], alpha[i * outputs + o]];
      const product = entry * factor;
      const sum = total + product;
      correction += sumError(total, product, sum) + productError(entry, factor, product);
      total = sum;
      size += Math.abs(product);
      if (entryError) entries += entryError(j, i) * Math.abs(factor);
    }
    values[at] = total + correction;
    const rounding = nextUp(nextUp(nextUp(slack * slack) * nextUp(2 * size)) + spacing(values[at]));
    off[at] = nextUp(nextUp(nextUp(entries * room) + rounding) + underflow(8 * m));
    if (at % 64 === 63) yield undefined;
  }
  return { values, off };
}

/** A unit in the last place of x, which no rounding to it exceeds. */
export function spacing(x: number): number {
  return nextUp(Math.abs(x)) - Math.abs(x);
}
