import { LN2_HIGH, LN2_LOW, powerOfTwo } from "./binary.js";

/**
 * eˣ = 2^k eʳ with |r| ≤ ln 2 / 2. There are two, whose last bits differ: `exponential` for every x, by the series of eʳ, and `kernelExponential`
 * for t ≤ 0, operation by operation as in the WebAssembly kernels, so that kernel matrices have the same bits on every backend.
 */

/** 1/14!, 1/13!, …, 1/1!, 1/0!. */
const INVERSE_FACTORIALS = Array.from({ length: 15 }, (_, k) => {
  let factorial = 1;
  for (let i = 2; i <= 14 - k; i++) factorial *= i;
  return 1 / factorial;
});

/**
 * eˣ. 0 below −745.1, Infinity above 709.4.
 *
 * Relative error at most 2⁻⁴⁶ = 128u, u = 2⁻⁵³, where eˣ is a normal number (below, half of 2⁻¹⁰⁷⁴ besides): k·LN2_HIGH is exact, so that r is
 * off by at most u; the series leaves out less than r¹⁵/15! < 10⁻¹⁹; and Horner's scheme over 15 coefficients, each rounded, is off by at most
 * γ₃₁·Σ|r|ᵏ/k! ≤ 31u·√2, for a sum that is at least 1/√2 (Higham, section 5.1).
 */
export function exponential(x: number): number {
  if (!(x > -745.1)) return x <= -745.1 ? 0 : Number.NaN;
  if (x > 709.7) return Number.POSITIVE_INFINITY;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let series = 0;
  for (const coefficient of INVERSE_FACTORIALS) series = series * r + coefficient;
  return k < -1021 ? series * powerOfTwo(k + 64) * 2 ** -64 : series * powerOfTwo(k);
}

/** eᵗ for t ≤ 0; 0 below −708. The rational function is fdlibm's (Sun Microsystems, 1993). */
export function kernelExponential(t: number): number {
  if (!(t >= -708)) return 0;
  const k = nearest(t * Math.LOG2E);
  const high = t - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  let p = 4.1381367970572385e-8;
  p = p * z + -1.6533902205465252e-6;
  p = p * z + 6.6137563214379344e-5;
  p = p * z + -2.7777777777015593e-3;
  p = p * z + 1.6666666666666602e-1;
  const c = r - z * p;
  const value = 1 - (low - (r * c) / (2 - c) - high);
  return value * powerOfTwo(k);
}

/** Rounds to the nearest whole number, halves to even, for |x| < 2⁵¹. */
function nearest(x: number): number {
  return x + 6755399441055744 - 6755399441055744;
}
