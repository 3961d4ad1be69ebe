import { LN2_HIGH, LN2_LOW } from "./binary.js";

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/**
 * ln x = k ln 2 + ln m for x = 2^k m, with m between 1/√2 and √2 and ln m = 2 artanh((m − 1)/(m + 1)) by its series. For finite x > 0. Accurate to a few
 * units in the last place; not correctly rounded.
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
  const s2 = s * s;
  let series = 0;
  for (let power = 25; power >= 3; power -= 2) series = s2 * (1 / power + series);
  return k * LN2_HIGH + (2 * s + (2 * s * series + k * LN2_LOW));
}
