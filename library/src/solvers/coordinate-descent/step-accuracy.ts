import type { Iterate } from "../solver.js";
import type { PricedState } from "./descent-state.js";

/**
 * How exact a Newton step on the support must be. Its conjugate gradients end at a relative error of `forcing` in the energy norm, or, once that
 * error is at most ROUGHEST, as soon as the residual r has
 *
 *     max |ŵ_iᵀr_i|/λ ≤ violation
 *
 * for a step that leaves r moves ‖Φ_iᵀz‖ of its blocks to about λ + ŵ_iᵀr_i, and the gap is proportional to max ‖Φ_iᵀz‖/λ − 1 over all gates.
 * Does not do: the step (support-newton.ts).
 */
export interface StepAccuracy {
  readonly forcing: number;
  readonly violation: number;
}

/** The relative error of the roughest step that is worth taking. */
export const ROUGHEST = 0.3;
const finest = 1e-3;

/** The gap after a step that is exact to ε is about that share of the gap before it; this much of what is asked for leaves room. */
const shareOfTolerance = 0.3;

/** Gates outside the support are not moved by the step; what it leaves inside may be this share of their violation. */
const shareOfOutside = 0.3;
/** And this share of the largest violation of all. */
const shareOfAll = 0.1;

/**
 * The accuracy of a step from here: as far from the optimum as here, a rough one gets as near, and more than will be asked for is not needed.
 * @param tolerance the relative gap that will be asked for
 */
export function stepAccuracy(
  here: PricedState,
  { dualityGap, primalObjective }: Iterate,
  lambda: number,
  tolerance: number,
): StepAccuracy {
  const gap = Math.abs(dualityGap) / Math.max(Math.abs(primalObjective), Number.MIN_VALUE);
  const needed = gap > 0 ? (shareOfTolerance * tolerance) / gap : 1;
  const { outside, all } = violations(here, lambda);
  return {
    forcing: Math.max(finest, Math.min(ROUGHEST, Math.max(Math.sqrt(gap), needed))),
    violation: Math.max(shareOfOutside * outside, Math.max(shareOfAll, needed) * all),
  };
}

/** max ‖Φ_iᵀz‖/λ − 1 over the gates outside, and over all; inside, where equality is wanted, a distance from it in either direction counts. */
function violations({ blocks, norms }: PricedState, lambda: number) {
  let [outside, inside] = [0, 0];
  norms.forEach((value, gate) => {
    const violation = value / lambda - 1;
    if (blocks.has(gate)) inside = Math.max(inside, Math.abs(violation));
    else outside = Math.max(outside, violation);
  });
  return { outside, all: Math.max(outside, inside) };
}
