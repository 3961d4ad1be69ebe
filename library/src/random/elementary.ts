/**
 * Natural logarithm and friends from + − × ÷ √ alone, so that random draws have the same bits in every engine
 * (Math.log may differ in the last bit between engines). Accurate to a few units in the last place; not correctly rounded.
 */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const float = new Float64Array(1);
const bits = new Uint32Array(float.buffer);

/** ln x for finite x > 0: x = 2^k m, ln m = 2 artanh((m−1)/(m+1)) by its series. */
export function logarithm(x: number): number {
  let k = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    k = -54;
  }
  float[0] = x;
  k += ((bits[1] >>> 20) & 0x7ff) - 1023;
  bits[1] = (bits[1] & 0x000fffff) | 0x3ff00000;
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
