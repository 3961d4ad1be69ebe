import { predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { type PenalisedProgram, penalisedDual, penalisedDualPoint, penalisedObjective } from "../programs/penalised.js";
import { type Certificate, relativeGapOf, type Verification } from "./records.js";

/**
 * The certificate of a point of a penalised program, recomputed from its blocks alone: z = −∇L(u) scaled to the best lower bound
 * −L*(−z) − Ω*(‖Φ_iᵀz‖). Knows no solver.
 */
export function certifyPenalised(
  program: PenalisedProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Certificate {
  const { loss, data } = program;
  const predictions = predictionsOf(program, point);
  const z = new Float64Array(predictions.length);
  loss.negativeGradient(predictions, data, z);
  let dual = penalisedDualPoint(program, z);
  if (dualCandidate) {
    const other = penalisedDualPoint(program, dualCandidate);
    if (other.objective > dual.objective) dual = other;
  }
  const primalObjective = penalisedObjective(program, point);
  const dualityGap = primalObjective - dual.objective;
  return {
    program: program.kind,
    primalObjective,
    dualObjective: dual.objective,
    dualityGap,
    relativeGap: relativeGapOf(dualityGap, primalObjective),
    dualPoint: dual.point,
    primalPoint: point,
    maxConeViolation: 0,
    coverage: program.coverage,
    maskCount: program.operator.blockCount,
  };
}

/** Recomputes both objectives of a certificate from its evidence; every z is feasible, so nothing else can be wrong. */
export function verifyPenalised(program: PenalisedProgram, certificate: Certificate): Verification {
  const primal = penalisedObjective(program, certificate.primalPoint);
  const dual = penalisedDual(program, certificate.dualPoint);
  const maxDifference =
    Math.max(Math.abs(primal - certificate.primalObjective), Math.abs(dual - certificate.dualObjective)) /
    Math.max(Math.abs(primal), 1e-300);
  return {
    verified: maxDifference <= 1e-9,
    primalObjective: primal,
    dualObjective: dual,
    dualityGap: primal - dual,
    relativeGap: relativeGapOf(primal - dual, primal),
    maxDifference,
    dualInfeasibility: 0,
    maxConeViolation: 0,
  };
}
