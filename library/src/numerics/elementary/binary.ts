/** ln 2 in two parts: k·LN2_HIGH is exact for |k| < 2048, and the parts add up to ln 2 but for 2⁻⁸⁵. */
export const LN2_HIGH = 0.6931471803691238;
export const LN2_LOW = 1.9082149292705877e-10;

/** 2^k for k = −1022 … 1023. One load; a double put together from its words waits for the stores. */
const POWERS = Float64Array.from({ length: 2046 }, (_, at) => 2 ** (at - 1022));

/** 2^k for −1022 ≤ k ≤ 1023. */
export function powerOfTwo(k: number): number {
  return POWERS[k + 1022];
}

/** value·2^k for normal numbers, |value| ≤ 2 where k > 1023: rounded once where the result is subnormal, Infinity where it is too large. */
export function timesPowerOfTwo(value: number, k: number): number {
  if (k >= -1022 && k <= 1023) return value * POWERS[k + 1022];
  if (k < 0) return k < -1100 ? value * 0 : value * POWERS[k + 1122] * POWERS[922];
  return value * POWERS[2045] * (k > 1100 ? Number.POSITIVE_INFINITY : POWERS[k - 1]);
}

/** The nearest whole number, halves to even, for |x| < 2⁵¹. */
export function nearest(x: number): number {
  return x + 6755399441055744 - 6755399441055744;
}
