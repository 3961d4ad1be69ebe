import { exponentialAbove, logarithmAbove, logarithmBelow, nextDown, nextUp } from "../../numerics/rigorous/index.js";

/**
 * The Poisson loss with proved rounding, in a form that does not cancel where it is small:
 *
 *     l(u) = e^u − yu + y log y − y = y g(u − log y),     g(t) = e^t − 1 − t
 *     d(z) = z log y − y h(−z/y),                         h(δ) = (1 + δ) log(1 + δ) − δ
 *
 * for y > 0; for y = 0 it is e^u, and d(z) = a − a log a with a = −z.
 */

/** Never below l(u). */
export function countLossAbove(u: number, y: number): number {
  if (y === 0) return exponentialAbove(u);
  const ends = [nextDown(u - logarithmAbove(y)), nextUp(u - logarithmBelow(y))];
  return nextUp(y * Math.max(...ends.map(growthAbove)));
}

/** Never above c·d(z/c, y). */
export function countDualBelow(z: number, y: number, c: number): number {
  const [low, high] = c === 1 ? [z, z] : [nextDown(z / c), nextUp(z / c)];
  if (y === 0) return nextDown(c * Math.min(...[low, high].map((end) => countEntropyBelow(Math.max(0, -end)))));
  const ends = [Math.max(-1, nextDown(-high / y)), nextUp(-low / y)];
  const entropy = nextUp(c * nextUp(y * Math.max(...ends.map(relativeEntropyAbove))));
  return nextDown(nextDown(z * (z >= 0 ? logarithmBelow(y) : logarithmAbove(y))) - entropy);
}

/** Terms of the series: remainders below 2⁻⁵⁵ of the value. */
const growthTerms = 18;
const entropyTerms = 24;
/** Room for the rounding of a series of so many terms, none of which cancels by more than half. */
const seriesRoom = 1 + 2 ** -44;

/** Never below e^t − 1 − t: t²/2 (1 + t/3 (1 + t/4 (…))) near 0. */
function growthAbove(t: number): number {
  if (Math.abs(t) > 1) return nextUp(nextUp(exponentialAbove(t) - 1) - t);
  let series = 1;
  for (let k = growthTerms; k >= 3; k--) series = 1 + (t / k) * series;
  return nextUp(nextUp(nextUp(t * t) / 2) * nextUp(series * seriesRoom));
}

/** Never below (1 + δ) log(1 + δ) − δ for δ ≥ −1: δ²(1/2 − δ/6 + δ²/12 − …) near 0. */
function relativeEntropyAbove(delta: number): number {
  if (Math.abs(delta) > 0.125) {
    const s = [Math.max(0, nextDown(1 + delta)), nextUp(1 + delta)];
    const product = Math.max(...s.map((end) => (end > 0 ? nextUp(end * logarithmAbove(end)) : 0)));
    return Math.max(0, nextUp(product - delta));
  }
  let series = 0;
  for (let k = entropyTerms; k >= 2; k--) series = 1 / (k * (k - 1)) - delta * series;
  return nextUp(nextUp(delta * delta) * nextUp(series * seriesRoom));
}

/** Never above a − a log a. */
function countEntropyBelow(a: number): number {
  return a > 0 ? nextDown(a * nextDown(1 - logarithmAbove(a))) : 0;
}
