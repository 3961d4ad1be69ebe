import { exponential } from "../elementary/exponential.js";
import { logarithm, logarithmOfOnePlus } from "../elementary/logarithm.js";
import { nextDown, nextUp } from "./neighbours.js";

/**
 * Enclosures of eˣ, ln x, ln(1 + t) and xᵖ from the library's own functions and their proved relative errors (stated beside each function in
 * `numerics/elementary`): |f̂ − f| ≤ ε|f|, so that f lies between f̂/(1 + ε) and f̂/(1 − ε), which f̂(1 ∓ 2ε) encloses.
 */

/** Twice the relative error of `exponential`, 2⁻⁵¹. */
const exponentialSlack = 2 ** -50;
/** Twice the relative error of `logarithmOfOnePlus`, 2⁻⁵⁰; that of `logarithm` is half as large. */
const logarithmSlack = 2 ** -49;

/** Never below eˣ. */
export function exponentialAbove(x: number): number {
  // Results below 2^−1000 may have been rounded as subnormal numbers besides.
  return nextUp(nextUp(exponential(x) * (1 + exponentialSlack)) + Number.MIN_VALUE);
}

/** Never above eˣ; at least 0. */
export function exponentialBelow(x: number): number {
  const value = exponential(Math.min(x, 709));
  return Math.max(0, nextDown(nextDown(value * (1 - exponentialSlack)) - Number.MIN_VALUE));
}

/** Never below ln x, for x ≥ 0; −Infinity at 0. */
export function logarithmAbove(x: number): number {
  return x > 0 ? outwards(finiteLogarithm(x)) : Number.NEGATIVE_INFINITY;
}

/** Never above ln x, for x ≥ 0; −Infinity at 0. */
export function logarithmBelow(x: number): number {
  return x > 0
    ? -outwards(-(x < Number.POSITIVE_INFINITY ? logarithm(x) : logarithm(Number.MAX_VALUE)))
    : Number.NEGATIVE_INFINITY;
}

/** Never below ln(1 + t), for t ≥ 0. */
export function logarithmOfOnePlusAbove(t: number): number {
  return t < Number.POSITIVE_INFINITY ? outwards(logarithmOfOnePlus(t)) : t;
}

/** Never below xᵖ, for x ≥ 0 and p > 0. */
export function powerAbove(x: number, p: number): number {
  if (p === 1 || x === 0) return x;
  if (p === 2) return nextUp(x * x);
  return exponentialAbove(nextUp(p * logarithmAbove(x)));
}

function finiteLogarithm(x: number): number {
  return x < Number.POSITIVE_INFINITY ? logarithm(x) : x;
}

/** A logarithm moved up by its error. */
function outwards(value: number): number {
  return nextUp(value + nextUp(Math.abs(value) * logarithmSlack));
}
