import { completed } from "../linear-algebra/completed.js";
import type { BlockProgram, SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { PenalisedProgram } from "../programs/penalised.js";
import { certifyBlocks } from "./blocks.js";
import { certifyPenalised } from "./penalised.js";
import type { Certificate } from "./records.js";
import { certifyRidge } from "./ridge.js";

export type { Certificate };

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

/** Yields every few milliseconds. */
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
      return certifyRidge(program, point);
  }
}
