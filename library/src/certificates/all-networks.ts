import type { ReluNetwork } from "../networks/relu.js";
import { usualMultiplications } from "../pricing/index.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { gapOf } from "./duality.js";
import { dualValueAbove, networkDual, networkObjectiveAbove } from "./network-bounds.js";
import type { NetworkCertificate } from "./network-certificate.js";

/**
 * A lower bound of F over ReLU networks of any width, where the maximum of the dual constraint is not known exactly: F ≥ D(s·z) wherever
 * s·U ≤ λ, for a proved U ≥ max over unit u of |Σ_j z_j(x_jᵀu)₊| (branch and bound, or a semidefinite relaxation; the room `pricing`).
 * It is as loose as U, and holds all the same.
 */
export interface AllNetworksBound {
  /** Never above F of any network. */
  readonly dualObjective: number;
  /** Never below the share by which another network could be better. */
  readonly relativeGap: number;
}

/** Bounds that leave more than this open are of no use, and are not kept. */
export const mostUseful = 0.5;
/** Relative room of a recorded bound: eigenvalues and the steps towards a relaxation end elsewhere on another engine. */
const recordedRoom = 2 ** -30;
/** What checks a bound may work a little longer than what found it. */
const checkingShare = 1.25;

/**
 * What can be proved of all networks from a network and its certificate. The work is counted and not timed: about twenty seconds in rank 5 to 8,
 * less elsewhere.
 * @returns undefined where nothing is proved
 */
export function* boundOverAllNetworks(
  problem: NetworkTraining,
  network: ReluNetwork,
  { largestViolation }: Pick<NetworkCertificate, "largestViolation">,
  checking = false,
): Generator<undefined, AllNetworksBound | undefined> {
  const { inputs, loss, data, lambda } = problem;
  const { u, above } = networkObjectiveAbove(problem, network);
  const z = new Float64Array(inputs.rows);
  loss.negativeGradient(u, data, z);
  const multiplications = (checking ? checkingShare : 1) * usualMultiplications;
  const largest = yield* dualValueAbove(problem, z, lambda * (1 + largestViolation), multiplications);
  if (largest === undefined || !Number.isFinite(largest)) return undefined;
  const { objective } = networkDual(problem, z, largest);
  const dualObjective = checking ? objective : objective - recordedRoom * Math.abs(objective);
  return { dualObjective, relativeGap: gapOf(above, dualObjective).relativeGap };
}
