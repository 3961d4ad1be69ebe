/**
 * Directed rounding without a rounding mode. JavaScript and WebAssembly round to the nearest double, so the exact result of one of + − × ÷ √
 * lies between the doubles next to the rounded one:
 *
 *     nextDown(fl(a ∘ b)) ≤ a ∘ b ≤ nextUp(fl(a ∘ b))
 *
 * This holds for overflow and underflow too, because fl is monotone. Does not do: the nearest directed double (a result may be one further
 * off), and functions that are not correctly rounded (`elementary-bounds.ts`).
 */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/**
 * The next double above x; x itself for Infinity and NaN.
 * @returns the smallest double greater than x
 */
export function nextUp(x: number): number {
  if (!(x < Number.POSITIVE_INFINITY)) return x;
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  if (x > 0) {
    words[0] += 1;
    if (words[0] === 0) words[1] += 1;
  } else {
    if (words[0] === 0) words[1] -= 1;
    words[0] -= 1;
  }
  return float[0];
}

/**
 * The next double below x; x itself for −Infinity and NaN.
 * @returns the largest double less than x
 */
export function nextDown(x: number): number {
  return -nextUp(-x);
}

/** The smallest power of two that is at least x, for 0 < x ≤ 2^1023; never below 2^−1074. */
export function powerOfTwoAbove(x: number): number {
  float[0] = x;
  const exponent = (words[1] >>> 20) & 0x7ff;
  if (exponent === 0) {
    let power = Number.MIN_VALUE;
    while (power < x) power *= 2;
    return power;
  }
  const exact = words[0] === 0 && (words[1] & 0xfffff) === 0;
  words[0] = 0;
  words[1] = exponent << 20;
  return exact ? float[0] : 2 * float[0];
}
