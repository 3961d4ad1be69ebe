/**
 * eˣ, ln, arctan and √ in whole numbers: x is kept as x·2^256, and every operation is off by at most a few units of 2^-256. A series has fewer than
 * 100 terms, so that a result is good to 2^-240, which is nothing beside the 2^-53 that it judges.
 */

const bits = 256n;
export const one = 1n << bits;

export const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;
export const over = (a: bigint, b: bigint): bigint => (a << bits) / b;
export const size = (a: bigint): bigint => (a < 0n ? -a : a);

/** A double exactly, where its last bit is worth at least 2^-256. */
export function exactly(x: number): bigint {
  let scale = 0n;
  let value = x;
  while (!Number.isInteger(value)) {
    value *= 2;
    scale++;
  }
  if (scale > bits) throw new Error(`${x} has bits below 2^-256`);
  return (BigInt(value) << bits) >> scale;
}

/** The nearest double, but for a few units in its last place: for messages and comparisons. */
export const nearly = (a: bigint): number => Number((a << 40n) / one) / 2 ** 40;

/** Σ term_k until the terms vanish. */
function series(first: bigint, next: (term: bigint, k: bigint) => bigint): bigint {
  let sum = 0n;
  let term = first;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    sum += term;
    term = next(term, k);
  }
  return sum;
}

/** e^r for |r| ≤ 1. */
const exponentialSeries = (r: bigint): bigint => series(one, (term, k) => times(term, r) / k);

/** artanh s for |s| ≤ 1/3. */
function artanh(s: bigint): bigint {
  const square = times(s, s);
  let odd = s;
  let sum = s;
  for (let k = 3n; size(odd) > 1n; k += 2n) {
    odd = times(odd, square);
    sum += odd / k;
  }
  return sum;
}

export const ln2 = 2n * artanh(one / 3n);

/** eˣ as m·2^k, m between 1/√2 and √2. */
export function bigExponential(x: bigint): { m: bigint; k: number } {
  const k = (2n * x + (x < 0n ? -ln2 : ln2)) / (2n * ln2);
  return { m: exponentialSeries(x - k * ln2), k: Number(k) };
}

/** ln(m·2^k) for m > 0: m is brought between ½ and 1 first. */
export function bigLogarithm(m: bigint, k = 0): bigint {
  const shift = m.toString(2).length - Number(bits);
  const reduced = shift > 0 ? over(m, one << BigInt(shift)) : m << BigInt(-shift);
  // Exact where m has few bits; else the division is off by one unit.
  return 2n * artanh(over(reduced - one, reduced + one)) + BigInt(shift + k) * ln2;
}

/** √a for a ≥ 0. */
export function bigRoot(a: bigint): bigint {
  const square = a << bits;
  let root = 1n << BigInt(Math.ceil(square.toString(2).length / 2));
  for (;;) {
    const next = (root + square / (root || 1n)) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** arctan v for v ≥ 0: beyond 1 by π/2 − arctan(1/v), and three times arctan v = 2 arctan(v/(1 + √(1 + v²))). */
export function bigArctangent(v: bigint): bigint {
  if (v > one) return halfPi - bigArctangent(over(one, v));
  let small = v;
  for (let k = 0; k < 3; k++) small = over(small, one + bigRoot(one + times(small, small)));
  return 8n * arctangentSeries(small);
}

function arctangentSeries(v: bigint): bigint {
  const square = times(v, v);
  let odd = v;
  let sum = v;
  for (let k = 3n; size(odd) > 1n; k += 2n) {
    odd = -times(odd, square);
    sum += odd / k;
  }
  return sum;
}

/** π/2 by Machin's formula. */
export const halfPi = 2n * (4n * arctangentSeries(one / 5n) - arctangentSeries(one / 239n));
