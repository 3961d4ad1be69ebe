import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { ReluNetwork } from "../networks/relu.js";
import { randomGenerator } from "../random/generator.js";

/** Example 12.5 of the lecture: x uniform on {±1}^d, y = x₁x₂ = ½(|x₁ + x₂| − |x₁ − x₂|), four ReLU neurons (12.22). */
export interface SignTable {
  /** n×d of ±1. */
  readonly inputs: Matrix;
  /** x₁x₂ */
  readonly targets: Float64Array;
}

/**
 * Seeded rows of Example 12.5: signs x ∈ {±1}^d and the target x₁x₂.
 * @returns n×d rows and n targets
 * @throws InputError for fewer than two columns
 */
export function productOfSigns(sampleCount: number, featureCount: number, seed: number): SignTable {
  if (!(featureCount >= 2)) {
    throw new InputError({ code: "out-of-range", argument: "featureCount", got: featureCount, expected: "at least 2" });
  }
  const random = randomGenerator(seed);
  const values = Float64Array.from({ length: sampleCount * featureCount }, () => (random.uniform() < 0.5 ? -1 : 1));
  const targets = Float64Array.from(
    { length: sampleCount },
    (_, j) => values[j * featureCount] * values[j * featureCount + 1],
  );
  return { inputs: matrix(sampleCount, featureCount, values), targets };
}

/** One of the four neurons of (12.22), as a network has it. */
export interface RecognisedNeuron {
  /** Of x₁ and x₂: +1 or −1 each. */
  readonly signs: readonly [number, number];
  /** Σ‖w‖|a| of the neurons that point there, with the output's sign as in (12.22). */
  readonly norm: number;
}

/** How much of a network the four neurons of Example 12.5 are. */
export interface Recognition {
  readonly neurons: readonly RecognisedNeuron[];
  /** Share of Σ‖w‖|a| that belongs to the four. */
  readonly share: number;
  /** Whether each of the four is there, with at least a tenth of the whole norm. */
  readonly all: boolean;
}

/**
 * Looks for the four neurons: w within cosine `closeness` of (±e₁ ± e₂)/√2, a positive where the signs agree and negative where not.
 * @returns the norm that was found for each of the four, and their share of the whole norm
 */
export function recogniseFourNeurons({ hidden, output }: ReluNetwork, closeness = 0.98): Recognition {
  const d = hidden.columns;
  const four = [
    [1, 1],
    [1, -1],
    [-1, 1],
    [-1, -1],
  ].map((signs) => ({ signs: signs as [number, number], norm: 0 }));
  let total = 0;
  for (let i = 0; i < hidden.rows; i++) {
    const w = hidden.values.subarray(i * d, (i + 1) * d);
    let square = 0;
    for (const value of w) square += value * value;
    const length = Math.sqrt(square);
    const a = output.values[i];
    total += length * Math.abs(a);
    for (const neuron of four) {
      const [first, second] = neuron.signs;
      const cosine = (first * w[0] + second * w[1]) / (Math.SQRT2 * length);
      if (cosine > closeness && a * first * second > 0) neuron.norm += length * Math.abs(a);
    }
  }
  const found = four.reduce((sum, { norm }) => sum + norm, 0);
  return {
    neurons: four,
    share: total > 0 ? found / total : 0,
    all: total > 0 && four.every(({ norm }) => norm > 0.1 * total),
  };
}
