import { asUnits } from "../../library/src/numerics/exact-sign.js";

/**
 * Doubles in fixed point, and e^x and ln x to hundreds of bits by their series in BigInt: what the tests of bounds compare with. Shares no code
 * with what is tested.
 */

/** Bits after the point of what follows. */
export const fixedBits = 1300n;
const one = 1n << fixedBits;

/** A double in fixed point with `fixedBits` bits after the point; exact. */
export function asFixed(value: number): bigint {
  return asUnits(value) << (fixedBits - 1074n);
}

/** eˣ in fixed point for |x| ≤ 750, to 2⁻⁸⁰ of itself or better. */
export function fixedExponential(x: number): bigint {
  const halvings = 12n;
  const small = asFixed(Math.abs(x)) >> halvings;
  let [sum, term] = [one, one];
  for (let k = 1n; term > 0n; k++) {
    term = ((term * small) >> fixedBits) / k;
    sum += term;
  }
  for (let k = 0n; k < halvings; k++) sum = (sum * sum) >> fixedBits;
  return x < 0 ? (one * one) / sum : sum;
}

/** ln of a positive number in fixed point: 2 artanh((v − 1)/(v + 1)) after halving or doubling v towards 1. */
export function fixedLogarithm(v: bigint): bigint {
  let power = 0n;
  while (v > (3n * one) / 2n) {
    v >>= 1n;
    power += 1n;
  }
  while (v < (3n * one) / 4n) {
    v <<= 1n;
    power -= 1n;
  }
  return artanhTwice(v) + power * ln2();
}

let knownLn2: bigint | undefined;

function ln2(): bigint {
  knownLn2 ??= artanhTwice(2n * one);
  return knownLn2;
}

function artanhTwice(v: bigint): bigint {
  const s = ((v - one) << fixedBits) / (v + one);
  const square = (s * s) >> fixedBits;
  let [sum, term] = [0n, s];
  for (let k = 1n; term !== 0n && term !== -1n; k += 2n) {
    sum += term / k;
    term = (term * square) >> fixedBits;
  }
  return 2n * sum;
}
