import type { Coverage } from "../arrangements/arrangement.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { BlockProgram, SparseBlocks } from "../programs/group-program.js";
import type { KernelRidgeProgram } from "../programs/kernel-ridge.js";
import type { NetworkTraining } from "../programs/network-training.js";
import type { PenalisedProgram } from "../programs/penalised.js";

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

/**
 * Whether the evidence of a certificate has the sizes of its program and holds finite numbers alone: no block is listed twice, none is missing
 * or left over, and nothing is padded. Anything else would be read in part, or as NaN. Does not do: what the evidence proves.
 */
export function evidenceFits(
  program: BlockProgram | PenalisedProgram | KernelRidgeProgram,
  { dualPoint, primalPoint, maskCount }: Certificate,
): boolean {
  const { sampleCount, outputs } = program.data;
  if (!isFilled(dualPoint, sampleCount * outputs)) return false;
  if (program.form === "ridge") {
    return maskCount === 0 && pointFits(primalPoint, { count: 1, size: sampleCount * outputs });
  }
  const { blockCount, blockSize } = program.operator;
  const masks = program.form === "cones" ? (program.cones?.coneCount ?? blockCount) : blockCount;
  return maskCount === masks && pointFits(primalPoint, { count: blockCount, size: blockSize * outputs });
}

/** The same for a network's own certificate. */
export function networkEvidenceFits(
  { inputs, data }: NetworkTraining,
  { dualPoint, maskCount, network }: Pick<Certificate, "dualPoint" | "maskCount"> & { readonly network: ReluNetwork },
): boolean {
  const { hidden, output } = network;
  return (
    isFilled(dualPoint, inputs.rows * data.outputs) &&
    hidden.columns === inputs.columns &&
    isFilled(hidden.values, hidden.rows * hidden.columns) &&
    output.rows === hidden.rows &&
    output.columns === data.outputs &&
    isFilled(output.values, output.rows * output.columns) &&
    maskCount === hidden.rows
  );
}

/** Blocks in ascending order, `size` numbers each. */
function pointFits({ which, blocks }: SparseBlocks, { count, size }: { count: number; size: number }): boolean {
  if (!isFilled(blocks, which.length * size)) return false;
  return which.every((block, a) => Number.isInteger(block) && block < count && block > (a === 0 ? -1 : which[a - 1]));
}

function isFilled(values: Float64Array, length: number): boolean {
  return values.length === length && values.every(Number.isFinite);
}
