import { randomGenerator } from "halfspace";
import { confidenceOf, deviationsOf } from "halfspace/theory";
import type { Claim } from "../reproduction.js";
import { clopperPearson } from "../statistics/clopper-pearson.js";
import { norm } from "../statistics/distances.js";

/**
 * Where the proof of Theorem 6.1 breaks, by a table on which every subset of the rows is a mask: rows x_j = (1, e_j/10) of R^(n+1), for any
 * signs s the gate (0, s) opens exactly the rows with s_j = 1. With the teacher f* = 0 the bound is 0, so the theorem says ŵ = 0, that is
 * λ ≥ λ_max = 2 max_i ‖XᵀD_iε‖; the mask of the rows with ε_j > 0 alone exceeds it.
 */
export interface RichMasks {
  readonly sampleCount: number;
  readonly draws: number;
  readonly t: number;
  /** Draws with λ ≥ 2‖XᵀD_iε‖ for that one mask, λ as printed: the most for which the bound can hold. */
  readonly asPrinted: number;
  /** t with the union bound over all 2^n masks at the same confidence. */
  readonly unionDeviations: number;
  /** Draws with λ ≥ 2 Σ_j… an upper bound of 2 max_i ‖XᵀD_iε‖ over all masks, λ with the union bound. */
  readonly withUnionBound: number;
}

const sampleCount = 50;
const t = 4;

export function richMasks(draws: number, seed: number): RichMasks {
  const random = randomGenerator(seed + 77);
  const frobenius = Math.sqrt(sampleCount * (1 + 0.01));
  const unionDeviations = deviationsOf(confidenceOf(t), 2 ** sampleCount);
  let [asPrinted, withUnionBound] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const epsilon = random.gaussians(sampleCount);
    const positive = halfNorm(epsilon, 1);
    const negative = halfNorm(epsilon, -1);
    if (t * frobenius >= 2 * positive) asPrinted++;
    // ‖XᵀD_iε‖² = (Σ_S ε)² + Σ_S ε²/100 is at most the largest half sum, squared, plus all of the rest.
    const all = norm(Float64Array.of(Math.max(positive, negative), ...epsilon.map((value) => value / 10)));
    if (unionDeviations * frobenius >= 2 * all) withUnionBound++;
  }
  return { sampleCount, draws, t, asPrinted, unionDeviations, withUnionBound };
}

/** ‖XᵀD_iε‖ for the rows whose ε has the given sign. */
function halfNorm(epsilon: Float64Array, sign: 1 | -1): number {
  let [sum, square] = [0, 0];
  for (const value of epsilon) {
    if (sign * value <= 0) continue;
    sum += value;
    square += value * value;
  }
  return Math.sqrt(sum * sum + square / 100);
}

export function richMasksClaims({ draws, asPrinted, withUnionBound, unionDeviations }: RichMasks): Claim[] {
  const promised = confidenceOf(t);
  const printed = clopperPearson(asPrinted, draws);
  const union = clopperPearson(withUnionBound, draws);
  return [
    {
      name: "erratum: as printed the theorem is false when every subset of rows is a mask",
      expected: `share within the bound below the promised ${promised.toFixed(3)} (t = ${t})`,
      measured: `${asPrinted} of ${draws}, 95 % interval ${printed[0].toFixed(4)} to ${printed[1].toFixed(4)}`,
      holds: printed[1] < promised,
    },
    {
      name: "erratum: with a union bound over the masks it is true there",
      expected: `share within the bound at least ${promised.toFixed(3)} (t = ${unionDeviations.toFixed(2)} for 2^${sampleCount} masks)`,
      measured: `${withUnionBound} of ${draws}, 95 % interval ${union[0].toFixed(4)} to ${union[1].toFixed(4)}`,
      holds: union[0] >= promised,
    },
  ];
}
