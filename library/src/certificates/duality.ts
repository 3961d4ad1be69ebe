import { provedCoverage } from "../arrangements/completeness.js";
import type { Loss, LossData } from "../losses/loss.js";
import { nextUp } from "../numerics/rigorous/index.js";
import type { DualBound, SparseBlocks } from "../programs/group-program.js";
import type { Certificate, Claims, Verification } from "./records.js";

/**
 * The part that certificates of all programs share. A point W and a dual feasible z̃ bound the distance of W to the
 * optimum:
 *
 *     P(W) − P* ≤ P(W) − D(z̃)
 *
 * P is known from above and D from below, with proved rounding, so that the difference, rounded up, is a theorem about the doubles of the
 * problem. Does not do: the bounds themselves and what makes z̃ feasible, which are each program's own.
 */
interface Certified {
  readonly kind: string;
  readonly loss: Loss;
  readonly data: LossData;
  readonly coverage: Certificate["coverage"];
}

/** What a certificate is judged by: the program's kind, and the coverage that is proved, whatever the program says. */
type Judged = Pick<Certified, "kind" | "coverage">;

/** The same of a convex program. */
export function judged(program: Certified): Judged {
  return { kind: program.kind, coverage: provedCoverage(program) };
}

/** The gap of two bounds, never below P(W) − P*; both at most Infinity, never NaN. */
export function gapOf(primal: number, dual: number): Pick<Certificate, "dualityGap" | "relativeGap"> {
  const difference = primal === dual ? 0 : nextUp(primal - dual);
  const dualityGap = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  const relative = dualityGap === 0 ? 0 : nextUp(dualityGap / Math.max(Math.abs(primal), 1e-300));
  return { dualityGap, relativeGap: Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative };
}

/** The better lower bound of two: that of z = −∇L(u) and that of `candidate`, where there is one, each made feasible by `dualPointOf`. */
export function* bestDual(
  { loss, data }: Certified,
  predictions: Float64Array,
  dualPointOf: (z: Float64Array) => Generator<undefined, DualBound>,
  candidate?: Float64Array,
): Generator<undefined, DualBound> {
  const z = new Float64Array(predictions.length);
  loss.negativeGradient(predictions, data, z);
  yield undefined;
  const own = yield* dualPointOf(z);
  yield undefined;
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
  return {
    program: program.kind,
    primalObjective,
    dualObjective: dual.objective,
    ...gapOf(primalObjective, dual.objective),
    dualPoint: dual.point,
    primalPoint,
    maxConeViolation,
    coverage: provedCoverage(program),
    maskCount,
  };
}

/** What a verification recomputed: P from above, D from below (−Infinity where z̃ is not feasible). */
interface Recomputed extends Pick<Verification, "dualInfeasibility" | "maxConeViolation"> {
  readonly primal: number;
  readonly dual: number;
}

/** The recomputed bounds beside the claimed ones. Verified: every claim follows from them, with no tolerance. */
export function compared(
  program: Judged,
  claimed: Claims & Pick<Certificate, "program" | "coverage">,
  { primal, dual, dualInfeasibility, maxConeViolation }: Recomputed,
): Verification {
  const difference = Math.max(Math.abs(primal - claimed.primalObjective), Math.abs(dual - claimed.dualObjective));
  return {
    verified:
      claimsHold(claimed, primal, dual) && claimed.program === program.kind && claimed.coverage === program.coverage,
    primalObjective: primal,
    dualObjective: dual,
    ...gapOf(primal, dual),
    maxDifference: difference / Math.max(Math.abs(primal), 1e-300),
    dualInfeasibility,
    maxConeViolation,
  };
}

/** What is found where the evidence is not of the program's shape: nothing. */
export const nothingProved: Verification = {
  verified: false,
  primalObjective: Number.POSITIVE_INFINITY,
  dualObjective: Number.NEGATIVE_INFINITY,
  ...gapOf(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  maxDifference: Number.POSITIVE_INFINITY,
  dualInfeasibility: Number.POSITIVE_INFINITY,
  maxConeViolation: Number.POSITIVE_INFINITY,
};

/** Whether P ≤ primal and D ≥ dual prove the claimed objective, bound and gaps. Fails wherever a number is NaN. */
function claimsHold(claimed: Claims, primal: number, dual: number): boolean {
  const { primalObjective, dualObjective, dualityGap, relativeGap } = claimed;
  const gaps = gapOf(primalObjective, dualObjective);
  return (
    primal <= primalObjective &&
    dual >= dualObjective &&
    dualityGap >= 0 &&
    relativeGap >= 0 &&
    dualityGap >= gaps.dualityGap &&
    relativeGap >= gaps.relativeGap
  );
}
