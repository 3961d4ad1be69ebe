import { LN2_HIGH, LN2_LOW, powerOfTwo } from "./binary.js";

/**
 * ln x = k ln 2 + ln(1 + f) for x = 2^k (1 + f), 1 + f between 1/√2 and √2, and with s = f/(2 + f)
 *
 *     ln(1 + f) = 2 artanh s = f − (f²/2 − s(f²/2 + R(s²))),   R(q) = 2 artanh(√q)/√q − 2 = 2q/3 + 2q²/5 + …
 *
 * where R is a polynomial of degree 7 with the coefficients of fdlibm (Sun Microsystems, 1993).
 *
 * Relative error at most 2⁻⁵¹ = 4u, u = 2⁻⁵³. R is off by less than 2⁻⁵⁷ besides its roundings (test/references/elementary.test.ts proves it in
 * whole numbers). f is exact; f²/2 is off by 0.21u|f|, the product with s, which is at most 0.045|f|, by 6u of itself, and their difference by
 * u/4 |f|: less than u|f|, and |f| ≤ 1.21|ln(1 + f)|. The last sum rounds once. With k ≠ 0, k·LN2_HIGH is exact, |ln x| ≥ ln 2 / 2, and
 * the sum with k·LN2_LOW is off by another u/16.
 */

/**
 * ln x to 2⁻⁵¹ of itself, the same bits in every engine.
 * @returns ln x: −Infinity at 0, NaN below
 */
export function logarithm(x: number): number {
  if (x > 1e-300 && x < 1e300) return normalLogarithm(x, 0);
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  return x < 1 ? normalLogarithm(x * 2 ** 200, -200) : normalLogarithm(x * 2 ** -200, 200);
}

/** ln(2^moved x) for 10⁻³⁰⁰ < x < 10³⁰⁰. */
function normalLogarithm(x: number, moved: number): number {
  // Without a branch: which side of √2 the mantissa lies on cannot be predicted.
  const exponent = exponentOf(x * Math.SQRT1_2) + 1;
  const k = exponent + moved;
  const f = x * powerOfTwo(-exponent) - 1;
  const half = 0.5 * f * f;
  const s = f / (2 + f);
  return k * LN2_HIGH - (half - (s * (half + remainder(s * s)) + k * LN2_LOW) - f);
}

/**
 * ln(1 + t) without cancellation, as above for −0.29 ≤ t ≤ 0.41; beyond it is ln of the rounded 1 + t. −Infinity at −1, NaN below. Relative error at
 * most 2⁻⁵⁰ = 8u: 1 + t rounds by u of itself, which moves a logarithm of at least 0.34 by 3u of itself.
 * @returns ln(1 + t)
 */
export function logarithmOfOnePlus(t: number): number {
  if (t > 0.41 || t < -0.29) return logarithm(1 + t);
  const half = 0.5 * t * t;
  const s = t / (2 + t);
  return t - (half - s * (half + remainder(s * s)));
}

/** R(q) for q ≤ 0.0295. */
function remainder(q: number): number {
  const w = q * q;
  let even = 1.5313837699209373e-1;
  even = even * w + 2.2222198432149784e-1;
  even = even * w + 3.999999999940942e-1;
  let odd = 1.4798198605116586e-1;
  odd = odd * w + 1.818357216161805e-1;
  odd = odd * w + 2.8571428743662391e-1;
  odd = odd * w + 6.666666666666735e-1;
  return q * odd + w * even;
}

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** k with 2^k ≤ x < 2^(k+1), for normal x > 0. */
export function exponentOf(x: number): number {
  float[0] = x;
  return (words[1] >>> 20) - 1023;
}
