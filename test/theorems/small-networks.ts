import fc from "fast-check";
import { type Matrix, matrix, randomGenerator } from "halfspace";
import { type InnerNetwork, networkPredictions } from "halfspace/networks";
import { expect } from "vitest";

/** Sizes of small tables. */
export const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 1, max: 13 }),
  d: fc.integer({ min: 1, max: 4 }),
  outputs: fc.constantFrom(1, 2),
});

/** A Gaussian table. */
export function draw(seed: number, n: number, d: number, outputs: number) {
  const random = randomGenerator(seed);
  return {
    inputs: matrix(n, d, random.gaussians(n * d)),
    targets: matrix(n, outputs, random.gaussians(n * outputs)),
  };
}

/** A network's predictions as one array. */
export function run(network: InnerNetwork, inputs: Matrix): Float64Array {
  return networkPredictions(network, inputs).values;
}

/** Every entry agrees, relative to the largest. */
export function expectClose(a: Float64Array, b: Float64Array, tolerance: number): void {
  const scale = 1 + Math.max(...b.map(Math.abs));
  a.forEach((value, k) => {
    expect(Math.abs(value - b[k])).toBeLessThanOrEqual(tolerance * scale);
  });
}
