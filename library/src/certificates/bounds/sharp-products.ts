import type { MaskedRows } from "../../linear-algebra/block-operator.js";
import { extractionUnit, lengthAbove, nextUp, productError, restError } from "../../numerics/rigorous/index.js";

/**
 * Φ_iᵀz of masked rows with errors of a unit in the last place instead of γ_n, whatever cancels. Products are split without error into
 * parts that add up exactly, in any order, and small rests:
 *
 *     x_rk z_j = q + t,   Σ q exact,   |t| ≤ 2⁻⁵³σ
 *
 * The a-priori bound of all gates decides which of them can be the largest; this is for those. No backend takes part, so that every machine finds the
 * same bits. Does not do: Σ Φ_iw_i (sharp-predictions.ts), and blocks that are not made of masked rows.
 */

/** Every product of a table with z, split, and the sum's error for each of the d·K columns. */
interface SplitProducts {
  readonly exact: Float64Array;
  readonly rest: Float64Array;
  readonly errors: Float64Array;
}

/** x_rk·z_jo for every row r of the values, N×(d·K). */
function splitProducts({ values, groupSize }: MaskedRows, d: number, z: Float64Array, outputs: number): SplitProducts {
  const size = d * outputs;
  const rows = values.length / d;
  const exact = new Float64Array(rows * size);
  const rest = new Float64Array(rows * size);
  const largest = new Float64Array(size);
  for (let r = 0, at = 0; r < rows; r++) {
    const from = Math.floor(r / groupSize) * outputs;
    for (let k = 0; k < d; k++) {
      const x = values[r * d + k];
      for (let o = 0; o < outputs; o++, at++) {
        const product = x * z[from + o];
        exact[at] = product;
        rest[at] = productError(x, z[from + o], product);
        const column = k * outputs + o;
        if (!(Math.abs(product) <= largest[column])) largest[column] = Math.abs(product);
      }
    }
  }
  const units = largest.map((most) => extractionUnit(rows, most));
  extract(exact, rest, units);
  return { exact, rest, errors: units.map((unit) => restError(rows, unit)) };
}

/** Splits numbers in place: `exact` keeps the part that adds up without rounding, and `rest` gets what is left. */
export function extract(exact: Float64Array, rest: Float64Array, units: Float64Array): void {
  const size = units.length;
  for (let at = 0; at < exact.length; at += size) {
    for (let column = 0; column < size; column++) {
      const value = exact[at + column];
      const part = units[column] + value - units[column];
      exact[at + column] = part;
      rest[at + column] += value - part;
    }
  }
}

/** Lengths of a few gates, and what the splitting adds to each of them at most. */
export interface SharpLengths {
  /** Never below ‖Φ_iᵀz‖ for the gates that were asked for, in their order; NaN where numbers are too large to split. */
  readonly lengths: Float64Array;
  readonly error: number;
}

/** Products of a table or of blocks that are split at most: a few hundredths of a second. */
const mostProducts = 2 ** 23;

/** Whether so many gates are few enough to be looked at sharply. */
export function affordsSharp(masked: MaskedRows | undefined, outputs: number, gates: number): masked is MaskedRows {
  return masked !== undefined && masked.values.length * outputs * (gates + 4) <= mostProducts;
}

/** Never below ‖Φ_iᵀz‖_F for the gates that are listed, d×K numbers a block. */
export function sharpLengths(
  masked: MaskedRows,
  d: number,
  { z, outputs }: { readonly z: Float64Array; readonly outputs: number },
  which: ArrayLike<number>,
): SharpLengths {
  const split = splitProducts(masked, d, z, outputs);
  const size = d * outputs;
  const lengths = Float64Array.from(which, (gate) => {
    const open = maskedSums(masked, split, gate, 1);
    const closed = masked.closed === 0 ? undefined : maskedSums(masked, split, gate, 0);
    return lengthAbove(size, (k) => {
      const part = sideAbove(masked.open, open, split.errors, k);
      if (!closed) return nextUp(Math.abs(part.value) + part.error);
      const other = sideAbove(masked.closed, closed, split.errors, k);
      const rounding = nextUp((Math.abs(part.value) + Math.abs(other.value)) * 2 ** -50);
      return nextUp(Math.abs(part.value + other.value) + nextUp(nextUp(part.error + other.error) + rounding));
    });
  });
  const slopes = Math.abs(masked.open) + Math.abs(masked.closed);
  return { lengths, error: nextUp(slopes * lengthAbove(size, (k) => split.errors[k])) };
}

/** The two parts of numbers or of their sums. */
export interface Sums {
  readonly exact: Float64Array;
  readonly rest: Float64Array;
}

/** Sums over the rows whose bit is `side`. */
function maskedSums({ masks, words }: MaskedRows, split: SplitProducts, gate: number, side: number): Sums {
  const size = split.errors.length;
  const [exact, rest] = [new Float64Array(size), new Float64Array(size)];
  const rows = split.exact.length / size;
  for (let r = 0; r < rows; r++) {
    if (((masks[gate * words + (r >> 5)] >>> (r & 31)) & 1) !== side) continue;
    for (let k = 0, at = r * size; k < size; k++, at++) {
      exact[k] += split.exact[at];
      rest[k] += split.rest[at];
    }
  }
  return { exact, rest };
}

/** slope·Σ, rounded, and how far it may be off. */
function sideAbove(slope: number, { exact, rest }: Sums, errors: Float64Array, k: number) {
  const value = slope * (exact[k] + rest[k]);
  return { value, error: nextUp(nextUp(Math.abs(value) * 2 ** -51) + nextUp(Math.abs(slope) * errors[k])) };
}
