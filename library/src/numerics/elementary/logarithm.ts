import { LN2_HIGH, LN2_LOW } from "./binary.js";

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/**
 * ln x = k ln 2 + ln m for x = 2^k m, with m between 1/√2 and √2 and ln m = 2 artanh((m − 1)/(m + 1)) by its series. For finite x > 0. Not
 * correctly rounded.
 *
 * Relative error at most 2⁻⁴⁷ = 64u, u = 2⁻⁵³: m − 1 is exact, s = (m − 1)/(m + 1) has 2 roundings, and |s| ≤ 0.1716, so that the series up to
 * s²⁵ leaves out less than 10⁻²¹ of ln m, and ln m is off by at most 8u|ln m|. For k = 0 that is all. Else |ln x| ≥ ln 2 / 2, k·LN2_HIGH is
 * exact, and the three additions and the product with LN2_LOW are off by at most 2u|ln x| + 4u·0.35.
 */
export function logarithm(x: number): number {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  float[0] = x;
  k += ((words[1] >>> 20) & 0x7ff) - 1023;
  words[1] = (words[1] & 0x000fffff) | 0x3ff00000;
  let m = float[0];
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  return k * LN2_HIGH + (2 * s + (2 * s * artanhSeries(s * s) + k * LN2_LOW));
}

/**
 * ln(1 + t) for t ≥ 0 without cancellation: 2 artanh(t/(2 + t)) for t ≤ 0.41, and ln of the rounded 1 + t beyond, whose logarithm is at least 0.34.
 * Relative error at most 2⁻⁴⁷, as that of `logarithm`: 1 + t rounds by u, which moves the logarithm by at most u/0.34 of itself.
 */
export function logarithmOfOnePlus(t: number): number {
  if (t > 0.41) return logarithm(1 + t);
  const s = t / (2 + t);
  return 2 * s + 2 * s * artanhSeries(s * s);
}

/** artanh(s)/s − 1 for s² ≤ 0.0295: s²/3 + s⁴/5 + … + s²⁴/25. */
function artanhSeries(square: number): number {
  let series = 0;
  for (let power = 25; power >= 3; power -= 2) series = square * (1 / power + series);
  return series;
}
