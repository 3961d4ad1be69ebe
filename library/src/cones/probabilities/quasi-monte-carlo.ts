import { randomGenerator } from "../../random/generator.js";
import { type LatticeRule, latticeRule } from "./lattice.js";

/** An estimate with what is known of its error. */
export interface Estimate {
  readonly value: number;
  /** The spread of the independent estimates it is the mean of, divided by the root of their number. */
  readonly standardError: number;
  /** |error| is below this with 99 % confidence (Student's t), rounding included. */
  readonly errorBound: number;
  /** How often the integrand was evaluated. */
  readonly evaluations: number;
}

const SHIFTS = 12;
/** Student's t with 11 degrees of freedom, 99.5 %. */
const STUDENT = 3.105806515539281;

/** The rule for about so many evaluations in all, over every shift. */
export function ruleFor(dimension: number, evaluations: number): LatticeRule {
  return latticeRule(dimension, Math.ceil(evaluations / SHIFTS));
}

/**
 * ∫ f over the unit cube by a lattice rule under 12 independent random shifts, with the tent transformation; the spread over the shifts
 * is the error estimate (Cranley & Patterson 1976). Same seed, same bits.
 */
export function shiftedLattice(value: (point: Float64Array) => number, rule: LatticeRule, seed: number): Estimate {
  const { dimension, points } = rule;
  const random = randomGenerator(seed);
  const means = Float64Array.from({ length: SHIFTS }, () => {
    const shift = Float64Array.from({ length: dimension }, () => random.uniform());
    return latticeMean(value, rule, shift);
  });
  const mean = means.reduce((sum, each) => sum + each, 0) / SHIFTS;
  const variance = means.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (SHIFTS - 1);
  const standardError = Math.sqrt(variance / SHIFTS);
  return {
    value: mean,
    standardError,
    errorBound: STUDENT * standardError + 1e-14 * mean,
    evaluations: points * SHIFTS,
  };
}

/** The rule's mean of the tent-transformed function under one shift. */
export function latticeMean(
  value: (point: Float64Array) => number,
  { dimension, points, generator }: LatticeRule,
  shift: Float64Array,
): number {
  const at = new Int32Array(dimension);
  const point = new Float64Array(dimension);
  let sum = 0;
  for (let i = 0; i < points; i++) {
    for (let k = 0; k < dimension; k++) {
      const x = (at[k] / points + shift[k]) % 1;
      point[k] = Math.min(Math.max(Math.abs(2 * x - 1), 2 ** -52), 1 - 2 ** -52);
      at[k] = (at[k] + generator[k]) % points;
    }
    sum += value(point);
  }
  return sum / points;
}
