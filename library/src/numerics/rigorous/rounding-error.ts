import { nextUp } from "./neighbours.js";

/**
 * A-priori bounds of rounded sums (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., lemma 3.1 and section 3.1), u = 2⁻⁵³:
 *
 *     γ_k = ku/(1 − ku),   |fl(Σ a_ib_i) − Σ a_ib_i| ≤ γ_k Σ|a_i||b_i|
 *
 * where every product passes through at most k roundings on its way into the sum, in any order of summation, with or without fused
 * operations. A product that underflows loses at most 2⁻¹⁰⁷⁵ besides, which `underflow` counts.
 */

const unit = 2 ** -53;

/** An upper bound of γ_k; Infinity where ku ≥ 1. */
export function gamma(roundings: number): number {
  const size = nextUp(roundings * unit);
  return size < 1 ? nextUp(size / (1 - size - 2 ** -52)) : Number.POSITIVE_INFINITY;
}

/** What a sum of so many products may lose to underflow at most: 2⁻¹⁰⁷⁴ each, with room for the roundings that follow. */
export function underflow(products: number): number {
  return 2 * products * Number.MIN_VALUE;
}

/** Σ|a_ib_i| or the like, computed in floating point with so many roundings: an upper bound of the exact sum. */
export function sumAbove(computed: number, roundings: number): number {
  // 1/(1 − γ_k) ≤ 1 + γ_2k
  return nextUp(nextUp(computed * nextUp(1 + gamma(2 * roundings))) + underflow(roundings));
}

/** An upper bound of ‖a‖₂ for the numbers a_k that `entry` gives, k < count. */
export function lengthAbove(count: number, entry: (k: number) => number): number {
  let largest = 0;
  for (let k = 0; k < count; k++) largest = Math.max(largest, Math.abs(entry(k)));
  // Squares of tiny and huge numbers are taken in another unit, which rounds nothing.
  const scale = largest > 1e150 ? 2 ** -600 : largest < 1e-140 && largest > 0 ? 2 ** 600 : 1;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (scale * entry(k)) ** 2;
  return nextUp(nextUp(Math.sqrt(sumAbove(sum, count + 2))) / scale);
}
