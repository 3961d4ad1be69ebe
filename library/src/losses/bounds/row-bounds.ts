import {
  exponentialAbove,
  logarithmAbove,
  logarithmOfOnePlusAbove,
  nextDown,
  nextUp,
} from "../../numerics/rigorous/index.js";

/**
 * Pieces of the losses with proved rounding: what several of them are made of. Every function says on which side of the exact value it lies.
 */

/** Never below |u − y|. */
export function distanceAbove(u: number, y: number): number {
  return u === y ? 0 : Math.max(nextUp(u - y), nextUp(y - u), 0);
}

/** Never above yz − z²/(4c): the conjugate part that the squared loss and its kin share. */
export function parabolaBelow(z: number, y: number, c: number): number {
  if (z === 0) return 0;
  return nextDown(nextDown(y * z) - nextUp(nextUp(z * z) / nextDown(4 * c)));
}

/** c·b rounded towards 0; exact for c = 1. */
export function inwards(c: number, b: number): number {
  if (c === 1) return b;
  return b >= 0 ? Math.max(0, nextDown(c * b)) : Math.min(0, nextUp(c * b));
}

/** z moved to the nearest number of [low, high]. */
export function clamped(z: number, low: number, high: number): number {
  return z < low ? low : z > high ? high : z;
}

/** Never below log(1 + e^t). */
export function softplusAbove(t: number): number {
  if (t > 0) return nextUp(t + logarithmOfOnePlusAbove(exponentialAbove(-t)));
  return logarithmOfOnePlusAbove(exponentialAbove(t));
}

/** Never above −a log a at any a of [low, high], a part of [0, ∞): the function is concave, so that its least value is at one of the ends. */
export function entropyBelow(low: number, high: number): number {
  return Math.min(entropyAtBelow(Math.max(0, low)), entropyAtBelow(Math.max(0, high)));
}

function entropyAtBelow(a: number): number {
  return a > 0 ? nextDown(a * -logarithmAbove(a)) : 0;
}
