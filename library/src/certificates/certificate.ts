import {
  type BlockProgram,
  dualFeasiblePoint,
  groupNorm,
  largestBlockNorm,
  maxConeViolation,
  predictionsOf,
  type SparseBlocks,
} from "../programs/group-program.js";
import type { PenalisedProgram } from "../programs/penalised.js";
import { certifyPenalised, verifyPenalised } from "./penalised.js";
import { type Certificate, relativeGapOf, type Verification } from "./records.js";

export type { Certificate, Verification };
export { relativeGapOf };

/**
 * The certificate of a point of a group program, recomputed from its blocks alone: u = Σ Φ_iw_i, z = −∇L(u), scaled into
 * ‖Φ_iᵀz‖ ≤ λ for every block (with cones ‖Π_{K_i}(Φ_iᵀz)‖ ≤ λ, by safe upper bounds of the projections). Knows no solver.
 * `dualCandidate` offers another z to scale (the better bound is kept).
 */
export function certify(
  program: BlockProgram | PenalisedProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Certificate {
  if ("penalty" in program) return certifyPenalised(program, point, dualCandidate);
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

/** Largest relative cone violation at which a point counts as one of its program. */
export const coneTolerance = 1e-9;

/**
 * Recomputes primal, dual and feasibility of a certificate from its evidence, trusting none of its numbers.
 * Verified: both objectives agree to 1e-9 relative, the dual point is feasible to 1e-9 and no block leaves its cone by more.
 */
export function verifyCertificate(program: BlockProgram | PenalisedProgram, certificate: Certificate): Verification {
  if ("penalty" in program) return verifyPenalised(program, certificate);
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
