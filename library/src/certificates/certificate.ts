import { completed } from "../linear-algebra/completed.js";
import type { BlockProgram, SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { PenalisedProgram } from "../programs/penalised.js";
import { certifyBlocks, primalAbove, verifyBlocks } from "./blocks.js";
import { nothingProved } from "./duality.js";
import { type NetworkCertificate, verifyNetworkCertificate } from "./network-certificate.js";
import { certifyPenalised, penalisedAbove, verifyPenalised } from "./penalised.js";
import { type Certificate, evidenceFits, networkEvidenceFits, type Verification } from "./records.js";
import { certifyRidge, verifyRidge } from "./ridge.js";
import { leastOf } from "./rigorous-bounds.js";

export type { Certificate, Verification };

/** Every convex program that a certificate can speak of. */
export type CertifiedProgram = BlockProgram | PenalisedProgram | KernelRidgeProgram;

/**
 * The certificate of a point of a convex program, recomputed from its blocks alone by the rule of the program's form. Knows no solver.
 * @param dualCandidate another z to scale into a dual point; the better bound is kept
 * @returns the certificate, with its evidence
 */
export function certify(program: CertifiedProgram, point: SparseBlocks, dualCandidate?: Float64Array): Certificate {
  return completed(certifyInSteps(program, point, dualCandidate));
}

/** The same; yields every few milliseconds. */
export function certifyInSteps(
  program: CertifiedProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Generator<undefined, Certificate> {
  switch (program.form) {
    case "group":
    case "cones":
      return certifyBlocks(program, point, dualCandidate);
    case "power":
    case "squared-group-norm":
      return certifyPenalised(program, point, dualCandidate);
    case "ridge":
      return certifyRidgeInSteps(program, point);
  }
}

// biome-ignore lint/correctness/useYield: one product with the kernel matrix
function* certifyRidgeInSteps(program: KernelRidgeProgram, point: SparseBlocks): Generator<undefined, Certificate> {
  return certifyRidge(program, point);
}

/** Never below the objective of a point with a given constant b instead of the best one. */
export function objectiveAtConstantAbove(
  program: BlockProgram | PenalisedProgram,
  point: SparseBlocks,
  constant: Float64Array,
): number {
  const at = program.form === "group" || program.form === "cones" ? primalAbove : penalisedAbove;
  return leastOf((errors) => at(program as never, point, errors, constant).above);
}

/**
 * Recomputes primal, dual and feasibility of a certificate from its evidence, trusting none of its numbers, for a convex program or for a
 * network's own training problem. Verified: the objective is proved to be at most what the certificate says, the dual point is feasible in exact
 * arithmetic and proves the bound, the gaps follow and are not negative, the evidence has the program's sizes and nothing more, and "complete" is
 * proved by an exact count of the table's cells, whatever the program says. There is no tolerance.
 *
 * What is verified is the program given: with coverage "sampled" the optimum over its gates, not over all networks.
 * @param program the program as it was stated, from the same inputs, targets, gates and λ
 * @returns the recomputed numbers, and how far they are from those of the certificate
 */
export function verifyCertificate(program: CertifiedProgram, certificate: Certificate): Verification;
export function verifyCertificate(program: NetworkTraining, certificate: NetworkCertificate): Verification;
export function verifyCertificate(
  program: CertifiedProgram | NetworkTraining,
  certificate: Certificate | NetworkCertificate,
): Verification {
  if (program.form === "network") {
    const claimed = certificate as NetworkCertificate;
    return networkEvidenceFits(program, claimed) ? verifyNetworkCertificate(program, claimed) : nothingProved;
  }
  if (!evidenceFits(program, certificate as Certificate)) return nothingProved;
  switch (program.form) {
    case "group":
    case "cones":
      return verifyBlocks(program, certificate as Certificate);
    case "power":
    case "squared-group-norm":
      return verifyPenalised(program, certificate as Certificate);
    case "ridge":
      return verifyRidge(program, certificate as Certificate);
  }
}
