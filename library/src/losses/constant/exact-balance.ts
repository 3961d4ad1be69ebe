import { exactSums, gridsOf, lastBitOf, towardsZero } from "../bounds/grids.js";
import { rowsOnGrid } from "../bounds/softmax-bounds.js";
import type { LossData } from "../loss.js";

/**
 * z with Σ_j z_jk = 0 exactly for every output k, as the dual of a free constant asks (maths section 9). What is left of a sum is taken from
 * the entries of its own sign: evenly, and its last bits from entries that have bits as small. Entries lose at most what lies below a grid that
 * is finer than the rounding of their sum. Domains of uncoupled losses hold every z between 0 and one of theirs, so that z stays in them.
 * Does not do: losses that couple outputs (`exactlyTransferred`).
 * @param movable the first entries, from which alone something is taken; where they do not hold enough the sums are not 0
 */
export function exactlyBalanced(z: Float64Array, outputs: number, movable = z.length): Float64Array {
  return balancedOnGrid(z, outputs, {
    onGrid: (grid) => z.map((value) => towardsZero(value, grid)),
    balance: (out, sums, grid) =>
      sums.forEach((sum, output) => {
        const places = [output, outputs, movable] as const;
        sums[output] = takenExactly(out, places, takenEvenly(out, places, sum, grid), grid);
      }),
  });
}

/** How entries come to a grid, and how they are changed there so that their sums come nearer to 0. */
interface Balancing {
  onGrid(grid: number): Float64Array;
  /** @param sums one an output; become what is left of them */
  balance(out: Float64Array, sums: Float64Array, grid: number): void;
}

/** z on a fine grid if all sums become 0 there, else on a coarse one with the sums that are left. */
function balancedOnGrid(z: Float64Array, outputs: number, { onGrid, balance }: Balancing): Float64Array {
  const { coarse, fine } = gridsOf(z);
  for (const grid of [fine, coarse]) {
    const out = onGrid(grid);
    const sums = exactSums(out, outputs, coarse);
    if (!sums) continue;
    balance(out, sums, grid);
    if (grid === coarse || sums.every((sum) => sum === 0)) return out;
  }
  return z.map((value) => towardsZero(value, coarse));
}

/** The entries of an output: the first, the step and the end. */
type Places = readonly [first: number, step: number, end: number];

/** Takes a rest from the entries of its sign, each an even share of what is left. @returns what is left */
function takenEvenly(out: Float64Array, [first, step, end]: Places, sum: number, grid: number): number {
  let [rest, heavy] = [sum, 0];
  for (let k = first; k < end; k += step) if (out[k] * rest > 0) heavy += 1;
  for (let k = first; k < end && rest !== 0; k += step) {
    if (!(out[k] * rest > 0)) continue;
    const unit = Math.max(grid, lastBitOf(out[k]));
    const share = Math.min(Math.abs(rest) / heavy, Math.abs(out[k]));
    const taken = Math.sign(rest) * towardsZero(share, unit);
    out[k] -= taken;
    rest -= taken;
    heavy -= 1;
  }
  return rest;
}

/** Takes a rest from the largest entry of its sign that has bits as small, then what is left of it from the next. @returns what is left */
function takenExactly(out: Float64Array, [first, step, end]: Places, sum: number, grid: number): number {
  let rest = sum;
  while (rest !== 0) {
    let best = -1;
    for (let k = first; k < end; k += step) {
      if (!(Math.sign(out[k]) === Math.sign(rest)) || Math.max(grid, lastBitOf(out[k])) > Math.abs(rest)) continue;
      if (best < 0 || Math.abs(out[k]) > Math.abs(out[best])) best = k;
    }
    if (best < 0) return rest;
    const unit = Math.max(grid, lastBitOf(out[best]));
    const taken = Math.sign(rest) * towardsZero(Math.min(Math.abs(rest), Math.abs(out[best])), unit);
    out[best] -= taken;
    rest -= taken;
  }
  return rest;
}

/**
 * The same for softmax, whose rows sum to 0 exactly: probability a = onehot(y) − z/c moves from classes whose sum is too low to classes whose
 * sum is too high, within rows, which keeps both kinds of sums and a ≥ 0. Rows with large entries take the bulk, those with small ones the last
 * bits; where that leaves something, all rows are put on one grid first.
 */
export function exactlyTransferred(z: Float64Array, data: LossData): Float64Array {
  const rows = z.subarray(0, data.sampleCount * data.outputs);
  return balancedOnGrid(z, data.outputs, {
    onGrid(grid) {
      const out = z.map((value) => towardsZero(value, grid));
      out.set(rowsOnGrid(rows, data, grid));
      return out;
    },
    balance(out, sums, grid) {
      for (const row of fromLargest(out, data)) {
        if (sums.every((sum) => sum === 0)) break;
        transferInRow(out, data, row, sums, grid);
      }
    },
  });
}

/** Rows with a non-zero entry, by their largest one. */
function fromLargest(z: Float64Array, data: LossData): number[] {
  const sizes = Float64Array.from({ length: data.sampleCount }, (_, row) => largestOf(z, data, row));
  return [...sizes.keys()].filter((row) => sizes[row] > 0).sort((a, b) => sizes[b] - sizes[a] || a - b);
}

function largestOf(z: Float64Array, { outputs }: LossData, row: number): number {
  let largest = 0;
  for (let k = row * outputs; k < (row + 1) * outputs; k++) largest = Math.max(largest, Math.abs(z[k]));
  return largest;
}

/** Moves what a row can hold; the sums become what is left. */
function transferInRow(out: Float64Array, data: LossData, row: number, sums: Float64Array, grid: number): void {
  const { outputs, targets, weights } = data;
  const from = row * outputs;
  // An entry stays within four times the largest one, whose last bit but two it then has.
  let room = largestOf(out, data, row);
  const unit = Math.max(grid, 4 * lastBitOf(room));
  for (let low = 0; low < outputs; low++) {
    for (let high = 0; high < outputs && sums[low] < 0; high++) {
      if (!(sums[high] > 0)) continue;
      const mass = (targets[from + low] === 1 ? (weights?.[row] ?? 1) : 0) - out[from + low];
      const moved = towardsZero(Math.min(-sums[low], sums[high], mass, room), unit);
      out[from + low] += moved;
      out[from + high] -= moved;
      sums[low] += moved;
      sums[high] -= moved;
      room -= moved;
    }
  }
}

/** Whether Σ_j z_jk = 0 for every output, and proved: no addition rounds. */
export function sumsAreZero(z: Float64Array, outputs: number): boolean {
  return exactSums(z, outputs)?.every((sum) => sum === 0) ?? false;
}
