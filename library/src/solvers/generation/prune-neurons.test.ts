import { describe, expect, it } from "vitest";
import { matrix } from "../../linear-algebra/matrix.js";
import { neuronFeatures, neuronProducts } from "./master.js";
import type { Neurons } from "./neurons.js";
import { pruneNeurons } from "./prune-neurons.js";

const inputs = matrix(3, 2, Float64Array.of(1, 0, 0, 1, 1, 1));

function neurons(angles: number[], weights: number[], signs = angles.map(() => 1)): Neurons {
  return {
    count: angles.length,
    directions: Float64Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)])),
    signs: Float64Array.from(signs),
    weights: Float64Array.from(weights),
    kinks: angles.map((_, i) => Int32Array.of(0, i)),
  };
}

function predictions(some: Neurons): number[] {
  const features = neuronFeatures(neuronProducts(inputs, some), inputs.rows, some.signs);
  return [0, 1, 2].map((j) => some.weights.reduce((sum, weight, i) => sum + weight * features[i * 3 + j], 0));
}

describe("pruning neurons", () => {
  it("merges neurons of one mask and sign: the same predictions, less penalty, the kinks of both", () => {
    const before = neurons([0.3, 1.2, 2.5], [1, 2, 1]);
    const after = pruneNeurons(inputs, before, neuronProducts(inputs, before), { closeness: 2, least: 1e-7 });
    expect(after.count).toBe(2);
    predictions(before).forEach((value, j) => {
      expect(predictions(after)[j]).toBeCloseTo(value, 13);
    });
    expect(after.weights[0] + after.weights[1]).toBeLessThan(4);
    expect([...after.kinks[0]]).toEqual([0]);
  });

  it("keeps neurons of other signs, drops those of almost no weight, and changes nothing where nothing is to do", () => {
    const opposed = neurons([0.3, 1.2], [1, 2], [1, -1]);
    expect(pruneNeurons(inputs, opposed, neuronProducts(inputs, opposed), { closeness: 2, least: 1e-7 })).toBe(opposed);
    const faint = neurons([0.3, 2.5], [1, 1e-9]);
    expect(pruneNeurons(inputs, faint, neuronProducts(inputs, faint), { closeness: 2, least: 1e-7 }).count).toBe(1);
  });
});
