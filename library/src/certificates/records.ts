import type { Coverage } from "../arrangements/arrangement.js";
import type { SparseBlocks } from "../programs/group-program.js";

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

/** The numbers of a certificate that its evidence must prove. */
export type Claims = Pick<Certificate, "primalObjective" | "dualObjective" | "dualityGap" | "relativeGap">;

/** What `verifyCertificate` recomputed, and whether it agrees with the certificate. */
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
