import type { AscentTable } from "../numerics/index.js";
import { BoundedSum, lengthAbove, nextUp } from "../numerics/rigorous/index.js";

/**
 * φ(u) = Σ_j z_j (x_jᵀu)₊ over a table X (n×d) and a weight z_j a row.
 *
 * It is the dual constraint of training a two-layer ReLU network, without any choice of gates: z is dual feasible where |φ(u)| ≤ λ for every
 * unit u. φ is linear on every cell of the arrangement of the rows.
 */
export interface DualFunction extends AscentTable {
  /**
   * So many of the last rows are barriers (`sides.ts`): orthogonal, with negative weights that nothing outweighs. Then φ alone is priced, and not −φ.
   * 0 when absent.
   */
  readonly barriers?: number;
}

/** Whether −φ is priced as well. */
export const isTwoSided = ({ barriers = 0 }: Pick<DualFunction, "barriers">): boolean => barriers === 0;

/** Where the rows of the barriers begin in x. */
export function barrierRows({ n, d, barriers = 0 }: Pick<DualFunction, "n" | "d" | "barriers">): number[] {
  return Array.from({ length: barriers }, (_, k) => (n - barriers + k) * d);
}

/** φ(u); u has length d. */
export function dualFunctionAt({ x, n, d, z }: DualFunction, u: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < n; j++) {
    let product = 0;
    for (let k = 0; k < d; k++) product += x[j * d + k] * u[k];
    if (product > 0) sum += z[j] * product;
  }
  return sum;
}

/** Never below Σ_j |z_j|‖x_j‖, which no slope of φ exceeds: what rounding adds to φ is a share of it. */
export function slopeAbove({ x, n, d, z }: DualFunction): number {
  const slope = new BoundedSum();
  for (let j = 0; j < n; j++) slope.add(nextUp(Math.abs(z[j]) * lengthAbove(d, (k) => x[j * d + k])));
  return Math.max(0, slope.upper);
}

/** A direction where φ or −φ is large. */
export interface Maximum {
  /** Unit, length d. */
  readonly direction: Float64Array;
  /** ±1: whether it is φ or −φ. */
  readonly sign: number;
  /** sign·φ(direction). */
  readonly value: number;
  /** Rows on whose hyperplane the direction lies, up to rounding; none where the method does not look for them. */
  readonly kinks: Int32Array;
}

/** What is asked of a way to price that looks at every cell. */
export interface PricingQuestion {
  /** n */
  readonly z: Float64Array;
  /** How many maxima are wanted. */
  readonly count: number;
  /** Maxima of which |φ| is not above this are of no interest. */
  readonly least: number;
}

/** What is known of |φ|. */
export interface ProvedMaxima {
  /** Distinct directions, the largest |φ| first; every value was evaluated at a true unit vector. */
  readonly maxima: readonly Maximum[];
  /** Not below max |φ(u)| over all unit u, but for rounding and for cells that rounding hides. */
  readonly upperBound: number;
}

/** A way to price one table by all of its cells; yields every few milliseconds. */
export type ExactPricing = (question: PricingQuestion) => Generator<undefined, ProvedMaxima>;
