import type { Arrangement } from "../../arrangements/arrangement.js";
import { completed } from "../../linear-algebra/completed.js";
import { otherStream } from "../../random/generator.js";
import { coneNormals } from "./normals.js";
import { checkedOptions, type OrthantOptions } from "./orthant.js";
import { polarIntegrands } from "./polar-integrand.js";
import { ruleFor, shiftedLattice } from "./quasi-monte-carlo.js";
import { requireComplete } from "./solid-angles.js";

/** P[h ∈ K_i], h ~ N(0, I), for all cones: the probabilities, and their standard errors. */
export interface ConeProbabilities {
  /** Length p. */
  readonly probabilities: Float64Array;
  readonly standardErrors: Float64Array;
}

/**
 * η̃_i = P[h ∈ K_i] for every mask, in any rank: the orthant probability of N(0, (2D_i − I)XXᵀ(2D_i − I)), a covariance of rank r ≤ n. No cone
 * is reduced to its facets; redundant rows are handled exactly.
 *
 * The method is randomised quasi-Monte-Carlo in polar coordinates around the gate. The direction is integrated
 * numerically, and the angle from the gate in closed form. For cones with a gate well inside, the variance is far less
 * than that of `orthantProbability`, which needs no interior point. Errors of different cones are independent.
 * @param arrangement complete: its gates must be interior points
 * @returns probabilities and standard errors, length p each
 * @throws InputError "incomplete-arrangement", or for fewer than one evaluation
 */
export function coneProbabilities(arrangement: Arrangement, options: OrthantOptions = {}): ConeProbabilities {
  return completed(coneProbabilitiesInSteps(arrangement, options));
}

/** The same; yields after every cone. */
export function* coneProbabilitiesInSteps(
  arrangement: Arrangement,
  options: OrthantOptions = {},
): Generator<undefined, ConeProbabilities> {
  const { evaluations, seed } = checkedOptions(options, "coneProbabilities", 2400);
  requireComplete(arrangement, "coneProbabilities");
  const normals = coneNormals(arrangement);
  const { rank, count } = normals;
  const inward = new Float64Array(count * rank);
  const gate = new Float64Array(rank);
  const probabilities = new Float64Array(arrangement.maskCount).fill(rank === 0 ? 1 : 0.5);
  const standardErrors = new Float64Array(arrangement.maskCount);
  if (rank < 2) return { probabilities, standardErrors };
  const integrandOf = polarIntegrands(rank);
  const rule = ruleFor(rank - 1, evaluations);
  for (let i = 0; i < arrangement.maskCount; i++) {
    normals.inward(i, inward);
    normals.gate(i, gate);
    const estimate = shiftedLattice(integrandOf(inward, gate), rule, otherStream(seed, 1_000_003 * i));
    probabilities[i] = estimate.value;
    standardErrors[i] = estimate.standardError;
    yield undefined;
  }
  return { probabilities, standardErrors };
}
