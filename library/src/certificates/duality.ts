import type { Loss, LossData } from "../losses/loss.js";
import type { DualBound, SparseBlocks } from "../programs/group-program.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The part that certificates of all programs share. A point W and a dual feasible z̃ bound the distance of W to the
 * optimum:
 *
 *     P(W) − P* ≤ P(W) − D(z̃)
 *
 * Does not do: the objectives themselves and what makes z̃ feasible, which are each program's own.
 */
interface Certified {
  readonly kind: string;
  readonly loss: Loss;
  readonly data: LossData;
  readonly coverage: Certificate["coverage"];
}

/** (P − D) / max(|P|, tiny) */
export function relativeGapOf(dualityGap: number, primalObjective: number): number {
  return dualityGap / Math.max(Math.abs(primalObjective), 1e-300);
}

/** The better lower bound of two: that of z = −∇L(u) and that of `candidate`, where there is one, each scaled by `dualPointOf`. */
export function* bestDual(
  { loss, data }: Certified,
  predictions: Float64Array,
  dualPointOf: (z: Float64Array) => Generator<undefined, DualBound>,
  candidate?: Float64Array,
): Generator<undefined, DualBound> {
  const z = new Float64Array(predictions.length);
  loss.negativeGradient(predictions, data, z);
  const own = yield* dualPointOf(z);
  const other = candidate && (yield* dualPointOf(candidate));
  return other && other.objective > own.objective ? other : own;
}

/** The record of a point with its objective and a lower bound. */
export function certificateOf(
  program: Certified,
  primalPoint: SparseBlocks,
  primalObjective: number,
  dual: DualBound,
  { maxConeViolation, maskCount }: Pick<Certificate, "maxConeViolation" | "maskCount">,
): Certificate {
  const dualityGap = primalObjective - dual.objective;
  return {
    program: program.kind,
    primalObjective,
    dualObjective: dual.objective,
    dualityGap,
    relativeGap: relativeGapOf(dualityGap, primalObjective),
    dualPoint: dual.point,
    primalPoint,
    maxConeViolation,
    coverage: program.coverage,
    maskCount,
  };
}

/** Both objectives as recomputed from the evidence, and how far those are that the certificate claims. */
export function comparedObjectives(
  claimed: Pick<Certificate, "primalObjective" | "dualObjective">,
  primal: number,
  dual: number,
): Omit<Verification, "verified" | "dualInfeasibility" | "maxConeViolation"> {
  const difference = Math.max(Math.abs(primal - claimed.primalObjective), Math.abs(dual - claimed.dualObjective));
  return {
    primalObjective: primal,
    dualObjective: dual,
    dualityGap: primal - dual,
    relativeGap: relativeGapOf(primal - dual, primal),
    maxDifference: difference / Math.max(Math.abs(primal), 1e-300),
  };
}
