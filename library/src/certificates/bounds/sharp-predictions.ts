import type { MaskedRows } from "../../linear-algebra/block-operator.js";
import {
  extractionUnit,
  gamma,
  nextUp,
  productError,
  restError,
  sumError,
  underflow,
} from "../../numerics/rigorous/index.js";
import type { SparseBlocks } from "../../programs/group-program.js";
import { extract, type Sums } from "./sharp-products.js";

/**
 * u = Σ Φ_iw_i of masked rows with errors of a unit in the last place: with the blocks split as in sharp-products.ts, the parts of a row's open
 * blocks add up exactly in any order, so that
 *
 *     u_r = Σ_k x_rk Σ_{i open} w_ik
 *
 * needs one compensated sum a row. Does not do: blocks that are not made of masked rows.
 */

/** u, n×K, and how far each of its entries may be off; NaN where numbers are too large to split. */
export function sharpPredictions(
  masked: MaskedRows,
  { which, blocks }: SparseBlocks,
  outputs: number,
): { readonly u: Float64Array; readonly radius: Float64Array } {
  const { values, groupSize } = masked;
  const size = blocks.length / which.length;
  const d = size / outputs;
  const rows = values.length / d;
  const { groups, errors } = groupedBlocks(masked, { which, blocks }, size, rows);
  const u = new Float64Array((rows / groupSize) * outputs);
  const radius = new Float64Array(u.length);
  const parts = new Float64Array(2 * size);
  const [exact, rest] = [parts.subarray(0, size), parts.subarray(size)];
  const dot = new RowDots(d, outputs, errors);
  for (let r = 0; r < rows; r++) {
    parts.fill(0);
    for (const { words, sums } of groups) addEntry(parts, sums, codeAt(masked.masks, words, r) * parts.length);
    dot.add(values, r * d, exact, rest);
    if ((r + 1) % groupSize === 0) dot.take(u, radius, ((r + 1) / groupSize - 1) * outputs);
  }
  return { u, radius };
}

/**
 * A few blocks with their sums for every way in which their gates can be open: a row then adds one entry a group instead of a block for every
 * gate (the "four Russians").
 */
interface GroupOfBlocks {
  /** Where the masks of its gates begin; the first is the lowest bit of an entry's place. */
  readonly words: Int32Array;
  /** 2^g sums, of `size` exact parts and as many rests each. */
  readonly sums: Float64Array;
}

/** The bits of a group's gates at a row. */
function codeAt(masks: MaskedRows["masks"], words: Int32Array, r: number): number {
  let code = 0;
  for (let i = 0; i < words.length; i++) code |= ((masks[words[i] + (r >> 5)] >>> (r & 31)) & 1) << i;
  return code;
}

/** parts += an entry of the sums. */
function addEntry(parts: Float64Array, sums: Float64Array, from: number): void {
  for (let k = 0; k < parts.length; k++) parts[k] += sums[from + k];
}

/** Gates of a group, at most: a table of 256 entries is in a core's cache. */
const mostOfGroup = 8;

/** Gates of a group for which tables and rows together add least: (2^g + rows)/g. */
function gatesOfGroup(rows: number): number {
  let g = 1;
  while (g < mostOfGroup && (2 ** (g + 1) + rows) * g < (2 ** g + rows) * (g + 1)) g++;
  return g;
}

/** The blocks in groups, and the errors of their sums, for each of the d·K columns. */
function groupedBlocks(
  masked: MaskedRows,
  { which, blocks }: SparseBlocks,
  size: number,
  rows: number,
): { readonly groups: readonly GroupOfBlocks[]; readonly errors: Float64Array } {
  const sides = splitBlocks(masked, blocks, size);
  const g = gatesOfGroup(rows);
  const groups: GroupOfBlocks[] = [];
  for (let from = 0; from < which.length; from += g) {
    const words = Int32Array.from(which.subarray(from, from + g), (gate) => gate * masked.words);
    groups.push({ words, sums: sumsOf(words.length, from * size, size, sides) });
  }
  return { groups, errors: sides.errors };
}

/** The sums of the blocks of a group, whose numbers begin at `from`. */
function sumsOf(gates: number, from: number, size: number, { open, closed }: Sides): Float64Array {
  const entry = 2 * size;
  const sums = new Float64Array(entry << gates);
  for (let i = 0; i < gates; i++) {
    const block = from + i * size;
    // The entries so far, of the gates before, become those where this gate is closed; behind them come those where it is open.
    const behind = entry << i;
    for (let place = 0; place < behind; place += entry) {
      for (let k = 0, at = place; k < size; k++, at++) {
        sums[behind + at] = sums[at] + open.exact[block + k];
        sums[behind + at + size] = sums[at + size] + open.rest[block + k];
        if (!closed) continue;
        sums[at] += closed.exact[block + k];
        sums[at + size] += closed.rest[block + k];
      }
    }
  }
  return sums;
}

/** Blocks times each slope, split; a slope of 0 has none. */
interface Sides {
  readonly open: Sums;
  readonly closed: Sums | undefined;
  /** Of their sums, for each of the d·K columns. */
  readonly errors: Float64Array;
}

function splitBlocks({ open, closed }: MaskedRows, blocks: Float64Array, size: number): Sides {
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
