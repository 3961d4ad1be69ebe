import type { MaskedRows } from "../../linear-algebra/block-operator.js";
import {
  extractionUnit,
  gamma,
  lengthAbove,
  nextUp,
  productError,
  restError,
  sumError,
  underflow,
} from "../../numerics/rigorous/index.js";
import type { SparseBlocks } from "../../programs/group-program.js";

/**
 * Φ_iᵀz and Σ Φ_iw_i of masked rows with errors of a unit in the last place instead of γ_n, whatever cancels. Products are split without error into
 * parts that add up exactly, in any order, and small rests:
 *
 *     x_rk z_j = q + t,   Σ q exact,   |t| ≤ 2⁻⁵³σ
 *
 * The a-priori bound of all gates decides which of them can be the largest; this is for those. No backend takes part, so that every machine finds the
 * same bits. Does not do: blocks that are not made of masked rows.
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
function extract(exact: Float64Array, rest: Float64Array, units: Float64Array): void {
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

/** Sums of the two parts over the rows whose bit is `side`. */
interface Sums {
  readonly exact: Float64Array;
  readonly rest: Float64Array;
}

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

/** u = Σ Φ_iw_i, n×K, and how far each of its entries may be off; NaN where numbers are too large to split. */
export function sharpPredictions(
  masked: MaskedRows,
  { which, blocks }: SparseBlocks,
  outputs: number,
): { readonly u: Float64Array; readonly radius: Float64Array } {
  const { values, groupSize, masks, words } = masked;
  const size = blocks.length / which.length;
  const d = size / outputs;
  const sides = splitBlocks(masked, blocks, size);
  const rows = values.length / d;
  const u = new Float64Array((rows / groupSize) * outputs);
  const radius = new Float64Array(u.length);
  const [exact, rest] = [new Float64Array(size), new Float64Array(size)];
  const dot = new RowDots(d, outputs, sides.errors);
  for (let r = 0; r < rows; r++) {
    exact.fill(0);
    rest.fill(0);
    for (let a = 0; a < which.length; a++) {
      const isOpen = (masks[which[a] * words + (r >> 5)] >>> (r & 31)) & 1;
      if (isOpen) addBlock(exact, rest, sides.open, a * size);
      else if (sides.closed) addBlock(exact, rest, sides.closed, a * size);
    }
    dot.add(values, r * d, exact, rest);
    if ((r + 1) % groupSize === 0) dot.take(u, radius, ((r + 1) / groupSize - 1) * outputs);
  }
  return { u, radius };
}

/** exact, rest += a block of a side. */
function addBlock(exact: Float64Array, rest: Float64Array, side: Sums, from: number): void {
  const { exact: parts, rest: rests } = side;
  for (let k = 0, at = from; k < exact.length; k++, at++) {
    exact[k] += parts[at];
    rest[k] += rests[at];
  }
}

/** Blocks times each slope, split; a slope of 0 has none. */
function splitBlocks({ open, closed }: MaskedRows, blocks: Float64Array, size: number) {
  const count = blocks.length / size;
  const scaled = (slope: number) => {
    const exact = blocks.map((value) => slope * value);
    return { exact, rest: blocks.map((value, k) => productError(slope, value, exact[k])) };
  };
  const sides = { open: scaled(open), closed: closed === 0 ? undefined : scaled(closed) };
  const largest = new Float64Array(size);
  for (const side of [sides.open, sides.closed]) {
    side?.exact.forEach((value, k) => {
      largest[k % size] = Math.max(largest[k % size], Math.abs(value));
    });
  }
  const units = largest.map((most) => extractionUnit(count, most));
  for (const side of [sides.open, sides.closed]) if (side) extract(side.exact, side.rest, units);
  return { ...sides, errors: units.map((unit) => restError(count, unit)) };
}

/** Σ_k x_k(exact_k + rest_k) over one or more rows, for every output, as a compensated sum (Ogita, Rump and Oishi 2005, algorithm 5.3). */
class RowDots {
  private readonly total: Float64Array;
  private readonly correction: Float64Array;
  private readonly size: Float64Array;
  private readonly off: Float64Array;
  private count = 0;

  constructor(
    private readonly d: number,
    private readonly outputs: number,
    private readonly errors: Float64Array,
  ) {
    this.total = new Float64Array(outputs);
    this.correction = new Float64Array(outputs);
    this.size = new Float64Array(outputs);
    this.off = new Float64Array(outputs);
  }

  add(values: Float64Array, from: number, exact: Float64Array, rest: Float64Array): void {
    const { d, outputs, errors, total, correction, size, off } = this;
    for (let k = 0, at = 0; k < d; k++) {
      const x = values[from + k];
      for (let o = 0; o < outputs; o++, at++) {
        const high = exact[at] + rest[at];
        const low = sumError(exact[at], rest[at], high);
        const product = x * high;
        const sum = total[o] + product;
        correction[o] += sumError(total[o], product, sum) + (productError(x, high, product) + x * low);
        total[o] = sum;
        size[o] += Math.abs(product);
        off[o] += Math.abs(x) * errors[at];
      }
    }
    this.count += d;
  }

  /** Writes what was added up, with its radius, and begins anew. */
  take(u: Float64Array, radius: Float64Array, to: number): void {
    const { total, correction, size, off, count } = this;
    const slack = gamma(8 * (count + 2));
    for (let o = 0; o < this.outputs; o++) {
      const value = total[o] + correction[o];
      u[to + o] = value;
      const compensated = nextUp(nextUp(slack * slack) * nextUp(size[o] * 2));
      const known = nextUp(nextUp(off[o] * 2) + nextUp(Math.abs(value) * 2 ** -52));
      radius[to + o] = nextUp(nextUp(compensated + known) + underflow(8 * count));
    }
    for (const part of [total, correction, size, off]) part.fill(0);
    this.count = 0;
  }
}
