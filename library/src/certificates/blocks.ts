import {
  type BlockProgram,
  type DualBound,
  dualFeasiblePoint,
  groupNorm,
  largestBlockNorm,
  maxConeViolation,
  measureBlockNorms,
  predictionsOf,
  type SparseBlocks,
} from "../programs/group-program.js";
import { bestDual, certificateOf, comparedObjectives } from "./duality.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The certificate of a point of a group program, recomputed from its blocks alone: u = Σ Φ_iw_i, z = −∇L(u), scaled into
 * ‖Φ_iᵀz‖ ≤ λ for every block (with cones ‖Π_{K_i}(Φ_iᵀz)‖ ≤ λ, by safe upper bounds of the projections). Knows no solver.
 * `dualCandidate` offers another z to scale (the better bound is kept). Yields every few milliseconds.
 */
export function* certifyBlocks(
  program: BlockProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Generator<undefined, Certificate> {
  const { loss, data, lambda } = program;
  const predictions = predictionsOf(program, point);
  const primalObjective = loss.value(predictions, data) + lambda * groupNorm(point);
  const dual = yield* bestDual(program, predictions, (z) => boundOf(program, z), dualCandidate);
  return certificateOf(program, point, primalObjective, dual, {
    maxConeViolation: maxConeViolation(program, point),
    maskCount: program.cones?.coneCount ?? program.operator.blockCount,
  });
}

function* boundOf(program: BlockProgram, z: Float64Array): Generator<undefined, DualBound> {
  return dualFeasiblePoint(program, z, yield* measureBlockNorms(program, z));
}

/** Largest relative cone violation at which a point counts as one of its program. */
export const coneTolerance = 1e-9;

/**
 * Recomputes primal, dual and feasibility of a block program's certificate from its evidence. Verified: both objectives agree to 1e-9
 * relative, the dual point is feasible to 1e-9 and no block leaves its cone by more.
 */
export function verifyBlocks(program: BlockProgram, certificate: Certificate): Verification {
  const { loss, data, lambda } = program;
  const primal =
    loss.value(predictionsOf(program, certificate.primalPoint), data) + lambda * groupNorm(certificate.primalPoint);
  const dualInfeasibility = Math.max(0, largestBlockNorm(program, certificate.dualPoint) / lambda - 1);
  const dual = loss.dualValue(certificate.dualPoint, data);
  const violation = maxConeViolation(program, certificate.primalPoint);
  const compared = comparedObjectives(certificate, primal, dual);
  return {
    verified: compared.maxDifference <= 1e-9 && dualInfeasibility <= 1e-9 && violation <= coneTolerance,
    ...compared,
    dualInfeasibility,
    maxConeViolation: violation,
  };
}
