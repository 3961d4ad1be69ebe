import type { NetworkTraining } from "../programs/network-training.js";
import { type Certificate, type Verification, verifyCertificate as verifyProgramCertificate } from "./certificate.js";
import { type NetworkCertificate, verifyNetworkCertificate } from "./network-certificate.js";

type ConvexProgram = Parameters<typeof verifyProgramCertificate>[0];

/**
 * Recomputes primal, dual and feasibility of a certificate from its evidence, trusting none of its numbers, for a convex program or for a
 * network's own training problem. Verified: both objectives agree to 1e-9 relative and the dual point is feasible to 1e-9.
 *
 * What is verified is the program given: with coverage "sampled" the optimum over its gates, not over all networks.
 * @param program the program as it was stated, from the same inputs, targets, gates and λ
 */
export function verifyCertificate(program: ConvexProgram, certificate: Certificate): Verification;
export function verifyCertificate(program: NetworkTraining, certificate: NetworkCertificate): Verification;
export function verifyCertificate(
  program: ConvexProgram | NetworkTraining,
  certificate: Certificate | NetworkCertificate,
): Verification {
  return "network" in certificate
    ? verifyNetworkCertificate(program as NetworkTraining, certificate)
    : verifyProgramCertificate(program as ConvexProgram, certificate);
}
