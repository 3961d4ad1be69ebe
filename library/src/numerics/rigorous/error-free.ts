import { gamma, underflow } from "./rounding-error.js";

/**
 * Sums and products without error, as pairs of doubles (Dekker 1971, Knuth; Ogita, Rump and Oishi 2005; Rump, Ogita and Oishi 2008, "extract").
 * Does not do: numbers above 2⁹⁹⁶, whose halves overflow; results are then NaN.
 */

const splitter = 2 ** 27 + 1;

/** a·b − fl(a·b), exactly unless it is below 2⁻¹⁰⁷⁴. */
export function productError(a: number, b: number, product: number): number {
  const [bigA, bigB] = [splitter * a, splitter * b];
  const [highA, highB] = [bigA - (bigA - a), bigB - (bigB - b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB);
}

/** a + b − fl(a + b), exactly. */
export function sumError(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/**
 * A power of two for `count` numbers of at most `largest` in size: fl(fl(σ + p) − σ) is a part of p of which so many add up without rounding, in any
 * order, and what is left of p is at most 2⁻⁵³σ. NaN for numbers of 2⁹⁰⁰ or more.
 */
export function extractionUnit(count: number, largest: number): number {
  if (!(largest < 2 ** 900)) return Number.NaN;
  let unit = 1;
  while (unit < largest) unit *= 2;
  while (unit / 2 >= largest && unit > 2 ** -900) unit /= 2;
  let room = 1;
  while (room < count + 2) room *= 2;
  return unit * room;
}

/** Never below what a rounded sum of the rests of `count` numbers may be off by, each rounded once before. */
export function restError(count: number, unit: number): number {
  const rests = 2 * (count + 1) * unit * 2 ** -53;
  return 2 * rests * (gamma(count) + 2 ** -52) + underflow(8 * count);
}
