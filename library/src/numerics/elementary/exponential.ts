import { LN2_HIGH, LN2_LOW, nearest, powerOfTwo, timesPowerOfTwo } from "./binary.js";

/**
 * eˣ = 2^k eʳ, k the nearest whole number to x/ln 2 and |r| ≤ ln 2 / 2, where
 *
 *     eʳ = 1 + r + r c/(2 − c),   c = r − r²P(r²),   P(z) = (√z coth(√z/2) − 2)/z = 1/6 − z/360 + z²/15120 − …
 *
 * with the coefficients of P from fdlibm (Sun Microsystems, 1993). Operation by operation as in the WebAssembly kernels
 * (library/assembly/kernels.ts), so that kernel matrices have the same bits on every backend.
 *
 * Relative error at most 2⁻⁵¹ = 4u, u = 2⁻⁵³, where eˣ is a normal number (below, half of 2⁻¹⁰⁷⁴ besides). The coefficients are off
 * by less than 2⁻⁵⁷ = u/16 in z·P (test/references/elementary.test.ts proves it in whole numbers), and −(low − q − high) has these roundings: high is exact; r is
 * off by u/4 and c by u/2 besides, which q = r c/(2 − c) ≤ 0.07 takes over at less than one half; q's own three are 0.2u, those of
 * the two differences u/16 and u/4. With the last sum, of at least 1/√2, these are less than 1.9u of eʳ.
 */

/**
 * eˣ to 2⁻⁵¹ of itself, the same bits in every engine.
 * @returns eˣ: 0 below −745.14, Infinity above 709.79, NaN for NaN
 */
export function exponential(x: number): number {
  if (!(x >= -745.14 && x <= 709.79)) return x < 0 ? 0 : x > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  const k = nearest(x * Math.LOG2E);
  const value = reduced(x, k);
  return k >= -1022 && k <= 1023 ? value * powerOfTwo(k) : timesPowerOfTwo(value, k);
}

/** eᵗ for t ≤ 0 as the kernels have it: 0 below −708 and for NaN. */
export function kernelExponential(t: number): number {
  return t >= -708 ? exponential(t) : 0;
}

/** eˣ/2^k. */
function reduced(x: number, k: number): number {
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  let p = 4.1381367970572385e-8;
  p = p * z + -1.6533902205465252e-6;
  p = p * z + 6.6137563214379344e-5;
  p = p * z + -2.7777777777015593e-3;
  p = p * z + 1.6666666666666602e-1;
  const c = r - z * p;
  return 1 - (low - (r * c) / (2 - c) - high);
}
