import type { Arrangement } from "../arrangements/arrangement.js";
import { coneProbabilitiesInSteps } from "../cones/probabilities/cone-probabilities.js";
import { monteCarloProbabilitiesInSteps } from "../cones/probabilities/monte-carlo.js";
import { coneNormals } from "../cones/probabilities/normals.js";
import { requireComplete, solidAngles } from "../cones/probabilities/solid-angles.js";
import { InputError, rejectUnknownOptions } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";

/** How the NTK's weights are computed: in closed form, by quasi-Monte-Carlo, or by draws. */
export type NtkWeightsMethod = "exact" | "orthant" | "monte-carlo";

/** How `ntkWeights` computes probabilities. */
export interface NtkWeightsOptions {
  /**
   * "exact": closed forms, rank 1 to 3. "orthant": quasi-Monte-Carlo, any rank. "monte-carlo": all masks from one set of draws, and the only
   * one for arrangements that are not complete. Unless told: the first of these that the arrangement allows.
   */
  readonly method?: NtkWeightsMethod;
  /** Evaluations for each mask ("orthant", 2,400 unless told) or draws in all ("monte-carlo", 100,000 unless told). */
  readonly samples?: number;
  readonly seed?: number;
}

/** The NTK's weights η̃ (Theorem 5.1), one a mask, with their standard errors. */
export interface NtkWeightEstimates {
  readonly weights: Float64Array;
  /** Zeros for the closed forms. */
  readonly standardErrors: Float64Array;
  readonly method: NtkWeightsMethod;
  /** P[h is in none of the arrangement's cones], estimated; 0 for a complete arrangement. */
  readonly missed: number;
}

/**
 * η̃_i = P[diag(1{Xh ≥ 0}) = D_i], h ~ N(0, I)   (Theorem 5.1): the weights with which masking kernels add up to the neural tangent kernel.
 * They sum to 1 for a complete arrangement (within the error of the method), to the share that its masks cover for any other.
 * @returns length p, in the arrangement's order
 * @throws InputError "incomplete-arrangement" for "exact" or "orthant" without all masks; "rank-too-high" for "exact" above rank 3
 */
export function ntkWeights(arrangement: Arrangement, options: NtkWeightsOptions = {}): Float64Array {
  return ntkWeightEstimates(arrangement, options).weights;
}

/**
 * The NTK's weights, none of them zero. Where a weight is a prior or a start, a zero would shut its mask out for good,
 * and a mask that no draw fell on has a probability all the same. Yields every few milliseconds.
 */
export function* positiveNtkWeights(arrangement: Arrangement, seed: number): Generator<undefined, Float64Array> {
  const least = 1e-3 / arrangement.maskCount;
  const { weights } = yield* estimatesInSteps(arrangement, { seed });
  return weights.map((weight) => Math.max(weight, least));
}

/**
 * The share of the arrangement's own draws that fell on each mask. For Gaussian gates it estimates η̃ and needs no
 * further draw. The shares sum to 1, and none is zero.
 */
export function drawnShares({ counts }: Arrangement): Float64Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return Float64Array.from(counts, (count) => count / total);
}

/**
 * The weights of `ntkWeights`, with standard errors.
 * @returns η̃ and its standard errors, length p each
 * @throws InputError for an unknown method, or one that the arrangement does not allow
 */
export function ntkWeightEstimates(arrangement: Arrangement, options: NtkWeightsOptions = {}): NtkWeightEstimates {
  return completed(estimatesInSteps(arrangement, options));
}

function* estimatesInSteps(
  arrangement: Arrangement,
  options: NtkWeightsOptions,
): Generator<undefined, NtkWeightEstimates> {
  rejectUnknownOptions(options, { method: true, samples: "number", seed: "number" }, "ntkWeights");
  const method = options.method ?? defaultMethod(arrangement);
  const { samples, seed } = options;
  switch (method) {
    case "exact": {
      const weights = solidAngles(arrangement);
      return { weights, standardErrors: new Float64Array(weights.length), method, missed: 0 };
    }
    case "orthant": {
      requireComplete(arrangement, "ntkWeights");
      const { probabilities, standardErrors } = yield* coneProbabilitiesInSteps(arrangement, {
        evaluations: samples,
        seed,
      });
      return { weights: probabilities, standardErrors, method, missed: 0 };
    }
    case "monte-carlo": {
      const { probabilities, standardErrors, missed } = yield* monteCarloProbabilitiesInSteps(arrangement, {
        samples,
        seed,
      });
      return { weights: probabilities, standardErrors, method, missed };
    }
    default:
      throw new InputError({
        code: "unknown-value",
        argument: "method",
        got: JSON.stringify(method),
        expected: "one of exact, orthant, monte-carlo",
      });
  }
}

function defaultMethod(arrangement: Arrangement): NtkWeightsMethod {
  if (arrangement.coverage !== "complete") return "monte-carlo";
  return coneNormals(arrangement).rank <= 3 ? "exact" : "orthant";
}
