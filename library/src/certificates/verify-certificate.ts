import type { BlockProgram, SparseBlocks } from "../programs/group-program.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { PenalisedProgram } from "../programs/penalised.js";
import { primalAbove, verifyBlocks } from "./blocks.js";
import { leastOf } from "./bounds/rigorous-bounds.js";
import type { CertifiedProgram } from "./certificate.js";
import { nothingProved } from "./duality.js";
import { type NetworkCertificate, verifyNetworkCertificate } from "./network-certificate.js";
import { penalisedAbove, verifyPenalised } from "./penalised.js";
import { type Certificate, evidenceFits, networkEvidenceFits, type Verification } from "./records.js";
import { verifyRidge } from "./ridge.js";

export type { Verification };

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
