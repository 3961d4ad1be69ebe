import { BoundedSum, powerOfTwoAbove } from "../../numerics/rigorous/index.js";

/**
 * Sums of doubles that are exact, because all of them are whole multiples of one power of two and their number is bounded; of doubles of very
 * different sizes in two parts, multiples of a coarse power and the rest. Does not do: sums of numbers whose bits span more than both grids.
 */
export interface Grids {
  /** Sums of as many of its multiples as there are entries, of their size, do not round. */
  readonly coarse: number;
  /** The same of what is left of entries below the coarse one. */
  readonly fine: number;
}

export function gridsOf(z: Float64Array): Grids {
  const coarse = gridOf(z);
  return { coarse, fine: Math.max(Number.MIN_VALUE, coarse * powerOfTwoAbove(z.length) * 2 ** -52) };
}

/** A power of two of which sums of as many multiples as z has entries are exact. */
export function gridOf(z: Float64Array): number {
  let largest = 0;
  for (const value of z) largest = Math.max(largest, Math.abs(value));
  if (!(largest > 0)) return Number.MIN_VALUE;
  return Math.max(Number.MIN_VALUE, powerOfTwoAbove(largest) * powerOfTwoAbove(z.length) * 2 ** -50);
}

/** The power of two that a double's last bit stands for, or a larger one. */
export function lastBitOf(x: number): number {
  return Math.max(Number.MIN_VALUE, powerOfTwoAbove(Math.abs(x)) * 2 ** -53);
}

/** x rounded towards 0 to a multiple of a power of two. */
export function towardsZero(x: number, grid: number): number {
  return Math.trunc(x / grid) * grid;
}

/** Σ_j z_jk for every output k where each is a double, exactly; undefined elsewhere, and where an addition rounded. */
export function exactSums(z: Float64Array, outputs: number, coarse = gridOf(z)): Float64Array | undefined {
  const sums = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const [whole, rest] = [new BoundedSum(), new BoundedSum()];
    for (let k = output; k < z.length; k += outputs) {
      const part = towardsZero(z[k], coarse);
      whole.add(part);
      rest.add(z[k] - part);
    }
    const all = new BoundedSum();
    for (const part of [whole, rest]) {
      if (part.exact === undefined) return undefined;
      all.add(part.exact);
    }
    if (all.exact === undefined) return undefined;
    sums[output] = all.exact;
  }
  return sums;
}
