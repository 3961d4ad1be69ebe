import { LN2_HIGH, LN2_LOW, nearest, timesPowerOfTwo } from "./binary.js";
import { exponential } from "./exponential.js";
import { exponentOf, logarithm } from "./logarithm.js";

/**
 * xᵖ = 2^(pk) e^(p ln m) for x = 2^k m, 1/√2 ≤ m ≤ √2. What pk has beyond a whole number is exact but for one rounding of its own size, so that
 * large and small x lose nothing. The engine's `**` differs between engines even for 10⁻⁵ and x⁻¹.
 *
 * Relative error at most (8 + 8|p|)u, u = 2⁻⁵³, where xᵖ is a normal number: ln m ≤ 0.35 is off by 4u of itself (`logarithm`), and the
 * products and sums that follow by a few units of at most 0.35(1 + |p|); the exponential adds 4u.
 * Does not do: negative x (NaN), |p| above 2²⁰.
 */
export function power(x: number, p: number): number {
  if (p === 0) return 1;
  if (p === 1) return x;
  if (p === 2) return x * x;
  if (p === -1) return 1 / x;
  if (p === 0.5) return Math.sqrt(x);
  if (x > 0 && x < Number.POSITIVE_INFINITY) return finitePower(x, p);
  if (!(x >= 0) || Number.isNaN(p)) return Number.NaN;
  return x > 0 === p > 0 ? Number.POSITIVE_INFINITY : 0;
}

function finitePower(x: number, p: number): number {
  const moved = x < 1e-290 ? 54 : 0;
  const normal = moved > 0 ? x * 18014398509481984 : x;
  const exponent = exponentOf(normal * Math.SQRT1_2) + 1;
  const k = exponent - moved;
  // p in two parts, so that the product of the first with k is exact.
  const high = Math.fround(p);
  const whole = nearest(high * k);
  const part = high * k - whole + (p - high) * k;
  const rest = part * LN2_HIGH + (part * LN2_LOW + p * logarithm(timesPowerOfTwo(normal, -exponent)));
  const more = nearest(rest * Math.LOG2E);
  return timesPowerOfTwo(exponential(rest - more * LN2_HIGH - more * LN2_LOW), whole + more);
}
