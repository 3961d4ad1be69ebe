import type { Method } from "./sample-charts.js";

export const dimensions = [10, 20, 40, 80];

/** One method at one size, and how many seeds of it. */
export interface Size {
  readonly method: Method;
  readonly d: number;
  readonly n: number;
  readonly repeats: number;
}

/** Test error of one method at one size, seed by seed. */
export interface Point {
  readonly method: Method;
  readonly d: number;
  readonly n: number;
  readonly errors: readonly number[];
  readonly mean: number;
}

/** What to run: sizes in units of d for the network, of d² for the others, and 4d for all. */
export function plan(seeds: number): Size[] {
  const out: Size[] = [];
  for (const d of dimensions) {
    for (const factor of [1, 1.5, 2, 2.5, 3, 4]) {
      out.push({ method: "generated", d, n: factor * d, repeats: factor === 4 ? seeds : Math.min(seeds, 5) });
    }
    const few = Math.min(seeds, 3);
    for (const n of quadraticSizes(d, d <= 40 ? [0.2, 0.3, 0.45, 0.7, 1, 1.4] : [])) {
      out.push({ method: "ntk", d, n, repeats: n === 4 * d ? seeds : few });
    }
    for (const n of quadraticSizes(d, d <= 20 ? [0.2, 0.3, 0.45, 0.7, 1, 1.4] : [])) {
      out.push({ method: "sampled", d, n, repeats: few });
    }
  }
  return out;
}

function quadraticSizes(d: number, factors: readonly number[]): number[] {
  const sizes = new Set([4 * d, ...factors.map((factor) => Math.round(factor * d * d))]);
  return [...sizes].sort((a, b) => a - b);
}
