import { exponential, logarithm } from "../numerics/elementary/index.js";

/**
 * The standard normal distribution from + − × ÷ √ alone: same bits in every engine.
 * Φ: Hart's rational approximation 5666 and a continued fraction in the tail (West 2005), absolute error below 1e-15.
 * Φ⁻¹: Wichura's algorithm AS 241 (1988), relative error about 1e-16.
 */

/** Φ(x) = P[z ≤ x], z ~ N(0, 1). */
export function normalProbability(x: number): number {
  const size = Math.abs(x);
  const tail = size > 38 ? 0 : upperTail(size);
  return x > 0 ? 1 - tail : tail;
}

/** φ(x), the density. */
export function normalDensity(x: number): number {
  return exponential((-x * x) / 2) * 0.3989422804014327;
}

/** P[z > x] for x ≥ 0. */
function upperTail(x: number): number {
  const density = exponential((-x * x) / 2);
  if (x < 7.07106781186547) {
    return (density * polynomial(HART_NUMERATOR, x)) / polynomial(HART_DENOMINATOR, x);
  }
  let fraction = x + 0.65;
  for (let k = 4; k >= 1; k--) fraction = x + k / fraction;
  return density / (fraction * 2.5066282746310002);
}

/** Φ⁻¹(p): the x with P[z ≤ x] = p; ∓Infinity at 0 and 1, NaN outside [0, 1]. */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const centre = 0.180625 - q * q;
    return (q * polynomial(CENTRE_NUMERATOR, centre)) / polynomial(CENTRE_DENOMINATOR, centre);
  }
  const root = Math.sqrt(-logarithm(q < 0 ? p : 1 - p));
  const value =
    root <= 5
      ? polynomial(MIDDLE_NUMERATOR, root - 1.6) / polynomial(MIDDLE_DENOMINATOR, root - 1.6)
      : polynomial(TAIL_NUMERATOR, root - 5) / polynomial(TAIL_DENOMINATOR, root - 5);
  return q < 0 ? -value : value;
}

/** Σ coefficients[k]·x^(m−k), the highest power first. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = coefficients[0];
  for (let k = 1; k < coefficients.length; k++) value = value * x + coefficients[k];
  return value;
}

const HART_NUMERATOR = [
  0.0352624965998911, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931,
  220.206867912376,
];
const HART_DENOMINATOR = [
  0.0883883476483184, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674, 637.333633378831,
  793.826512519948, 440.413735824752,
];
const CENTRE_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
  133.14166789178438, 3.3871328727963665,
];
const CENTRE_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
  42.31333070160091, 1,
];
const MIDDLE_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const MIDDLE_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
const TAIL_NUMERATOR = [
  2.0103343992922881e-7, 0.000027115555687434876, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487,
  1.7848265399172913, 5.463784911164114, 6.657904643501103,
];
const TAIL_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 0.000018463183175100548, 0.0007868691311456133, 0.014875361290850615,
  0.1369298809227358, 0.599832206555888, 1,
];
