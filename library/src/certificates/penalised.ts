import { type DualBound, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { type PenalisedProgram, penalisedDual, penalisedDualPoint, penalisedObjective } from "../programs/penalised.js";
import { bestDual, certificateOf, comparedObjectives } from "./duality.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The certificate of a point of a penalised program, recomputed from its blocks alone: z = −∇L(u) scaled to the best lower bound
 * −L*(−z) − Ω*(‖Φ_iᵀz‖). Knows no solver.
 */
export function* certifyPenalised(
  program: PenalisedProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Generator<undefined, Certificate> {
  const dual = yield* bestDual(program, predictionsOf(program, point), (z) => boundOf(program, z), dualCandidate);
  return certificateOf(program, point, penalisedObjective(program, point), dual, {
    maxConeViolation: 0,
    maskCount: program.operator.blockCount,
  });
}

// biome-ignore lint/correctness/useYield: one pricing pass is a few milliseconds
function* boundOf(program: PenalisedProgram, z: Float64Array): Generator<undefined, DualBound> {
  return penalisedDualPoint(program, z);
}

/** Recomputes both objectives of a certificate from its evidence; every z is feasible, so nothing else can be wrong. */
export function verifyPenalised(program: PenalisedProgram, certificate: Certificate): Verification {
  const primal = penalisedObjective(program, certificate.primalPoint);
  const dual = penalisedDual(program, certificate.dualPoint);
  const compared = comparedObjectives(certificate, primal, dual);
  return { verified: compared.maxDifference <= 1e-9, ...compared, dualInfeasibility: 0, maxConeViolation: 0 };
}
