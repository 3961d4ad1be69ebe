import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { logarithm } from "../numerics/elementary/index.js";

/** Seeded random numbers. The same seed gives the same bits on every platform. */
export interface RandomGenerator {
  /** Uniform on [0, 1). */
  uniform(): number;
  /** Standard normal (Marsaglia's polar method). */
  gaussian(): number;
  /** Uniform whole number in 0 … bound − 1. */
  integer(bound: number): number;
  /** 0 … count − 1 in random order (Fisher–Yates). */
  permutation(count: number): Int32Array;
  /** Array of standard normal draws. */
  gaussians(count: number): Float64Array;
}

/**
 * A generator for one seed (any finite number; its low 32 bits and their mixture count).
 * @returns a generator whose draws depend on the seed alone, on every machine
 */
export function randomGenerator(seed: number): RandomGenerator {
  const source = xoroshiro128plus(mixSeed(seed));
  const uniform = () => uniformFloat64(source);
  let spare: number | undefined;
  const gaussian = () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const a = 2 * uniform() - 1;
      const b = 2 * uniform() - 1;
      const square = a * a + b * b;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * logarithm(square)) / square);
        spare = b * factor;
        return a * factor;
      }
    }
  };
  const integer = (bound: number) => Math.floor(uniform() * bound);
  return {
    uniform,
    gaussian,
    integer,
    permutation(count) {
      const order = Int32Array.from({ length: count }, (_, k) => k);
      for (let k = count - 1; k > 0; k--) {
        const other = integer(k + 1);
        [order[k], order[other]] = [order[other], order[k]];
      }
      return order;
    },
    gaussians: (count) => filled(count, gaussian),
  };
}

/** In a plain loop, which takes half the time of `Float64Array.from`. */
function filled(count: number, draw: () => number): Float64Array {
  const draws = new Float64Array(count);
  for (let k = 0; k < count; k++) draws[k] = draw();
  return draws;
}

/**
 * The seed of another stream: its draws are those of seed + offset, whose low 32 bits count alone. So it is exact for every whole seed, also where
 * that sum is none a double can hold.
 */
export function otherStream(seed: number, offset: number): number {
  return (seed % 2 ** 32) + offset;
}

// Neighbouring seeds must not give related streams.
function mixSeed(seed: number): number {
  let h = (Math.floor(seed) ^ 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
