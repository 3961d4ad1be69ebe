import type { Coverage } from "../arrangements/arrangement.js";
import {
  type BlockProgram,
  dualFeasiblePoint,
  groupNorm,
  largestBlockNorm,
  maxConeViolation,
  predictionsOf,
  type SparseBlocks,
} from "../programs/group-program.js";

/**
 * Evidence that a point is within `dualityGap` of the best one of its program, for anyone to recompute: P(W) − D(z̃) ≥ P(W) − P*.
 * With coverage "sampled" it speaks of the program over these gates only, not of all networks.
 */
export interface Certificate {
  readonly program: string;
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly dualityGap: number;
  /** dualityGap / max(|primalObjective|, tiny) */
  readonly relativeGap: number;
  /** z̃, n×K, dual feasible. */
  readonly dualPoint: Float64Array;
  /** The point certified. */
  readonly primalPoint: SparseBlocks;
  /** How far blocks leave their cones, relative to ‖Xw‖; 0 for programs without cones. */
  readonly maxConeViolation: number;
  readonly coverage: Coverage;
  readonly maskCount: number;
}

export function relativeGapOf(dualityGap: number, primalObjective: number): number {
  return dualityGap / Math.max(Math.abs(primalObjective), 1e-300);
}

/**
 * The certificate of a point of a group program, recomputed from its blocks alone: u = Σ Φ_iw_i, z = −∇L(u), scaled into
 * ‖Φ_iᵀz‖ ≤ λ for every block (with cones ‖Π_{K_i}(Φ_iᵀz)‖ ≤ λ, by safe upper bounds of the projections). Knows no solver.
 * `dualCandidate` offers another z to scale (the better bound is kept).
 */
export function certify(program: BlockProgram, point: SparseBlocks, dualCandidate?: Float64Array): Certificate {
  const { loss, data, lambda } = program;
  const predictions = predictionsOf(program, point);
  const primalObjective = loss.value(predictions, data) + lambda * groupNorm(point);
  const z = new Float64Array(predictions.length);
  loss.negativeGradient(predictions, data, z);
  let dual = dualFeasiblePoint(program, z);
  if (dualCandidate) {
    const other = dualFeasiblePoint(program, dualCandidate);
    if (other.objective > dual.objective) dual = other;
  }
  const dualityGap = primalObjective - dual.objective;
  return {
    program: program.kind,
    primalObjective,
    dualObjective: dual.objective,
    dualityGap,
    relativeGap: relativeGapOf(dualityGap, primalObjective),
    dualPoint: dual.point,
    primalPoint: point,
    maxConeViolation: maxConeViolation(program, point),
    coverage: program.coverage,
    maskCount: program.cones?.coneCount ?? program.operator.blockCount,
  };
}

export interface Verification {
  readonly verified: boolean;
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly dualityGap: number;
  readonly relativeGap: number;
  /** Largest difference, relative to the primal objective, between what the certificate says and what was recomputed. */
  readonly maxDifference: number;
  /** max_i ‖Φ_iᵀz̃‖ / λ − 1 (of the projections, with cones): how far the dual point leaves its constraint. */
  readonly dualInfeasibility: number;
  /** How far blocks leave their cones, relative to ‖Xw‖; 0 for programs without cones. */
  readonly maxConeViolation: number;
}

/** Largest relative cone violation at which a point counts as one of its program. */
export const coneTolerance = 1e-9;

/**
 * Recomputes primal, dual and feasibility of a certificate from its evidence, trusting none of its numbers.
 * Verified: both objectives agree to 1e-9 relative, the dual point is feasible to 1e-9 and no block leaves its cone by more.
 */
export function verifyCertificate(program: BlockProgram, certificate: Certificate): Verification {
  const { loss, data, lambda } = program;
  const primal =
    loss.value(predictionsOf(program, certificate.primalPoint), data) + lambda * groupNorm(certificate.primalPoint);
  const dualInfeasibility = Math.max(0, largestBlockNorm(program, certificate.dualPoint) / lambda - 1);
  const dual = loss.dualValue(certificate.dualPoint, data);
  const violation = maxConeViolation(program, certificate.primalPoint);
  const size = Math.max(Math.abs(primal), 1e-300);
  const maxDifference =
    Math.max(Math.abs(primal - certificate.primalObjective), Math.abs(dual - certificate.dualObjective)) / size;
  return {
    verified: maxDifference <= 1e-9 && dualInfeasibility <= 1e-9 && violation <= coneTolerance,
    primalObjective: primal,
    dualObjective: dual,
    dualityGap: primal - dual,
    relativeGap: relativeGapOf(primal - dual, primal),
    maxDifference,
    dualInfeasibility,
    maxConeViolation: violation,
  };
}
