import { dualFunction, exactMaxima } from "../arrangements/generate-exact.js";
import { rowSpace } from "../arrangements/row-space.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { ReluNetwork } from "../networks/relu.js";
import { type NetworkTraining, networkObjective } from "../programs/network-training.js";
import { relativeGapOf, type Verification } from "./certificate.js";

/**
 * Evidence about the NON-CONVEX training problem itself, F(W, a) = L(f) + (λ/2)Σ(‖w‖² + a²): for every network of any width
 * F ≥ D(z̃) = −L*(−z̃) if |Σ_j z̃_j(x_jᵀu)₊| ≤ λ for all unit u.
 *
 * "complete": that maximum was computed exactly, and F − dualObjective bounds the distance to the best network there is.
 * "generated": it was searched for from `starts` starts; dualObjective is then an estimate and nothing is proved about all networks.
 */
export interface NetworkCertificate {
  readonly program: "relu-network";
  /** F, from the network's weights. */
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly dualityGap: number;
  readonly relativeGap: number;
  /** z̃, n. */
  readonly dualPoint: Float64Array;
  readonly network: ReluNetwork;
  /** A network has no cones to leave. */
  readonly maxConeViolation: 0;
  readonly coverage: "complete" | "generated";
  /** Neurons of the network. */
  readonly maskCount: number;
  /** max over the u found of |φ(u)|/λ − 1 at z = −∇L(f), before scaling; at least 0. */
  readonly largestViolation: number;
  /** Starts of the last search; 0 when exact. */
  readonly starts: number;
}

/** A dual candidate z and the largest |φ| over unit u that a search from `starts` starts met. */
export interface SearchEvidence {
  readonly z: Float64Array;
  readonly largest: number;
  readonly starts: number;
}

/** Tables for which the dual constraint can be checked over all unit u. */
export function canPriceExactly(inputs: Matrix): boolean {
  return rowSpace(inputs).rank <= 3;
}

/** max over unit u of |Σ_j z_j(x_jᵀu)₊|; undefined where no exact way is known (rank above 3). */
export function largestDualValue(inputs: Matrix, z: Float64Array): number | undefined {
  const { rank, coordinates } = rowSpace(inputs);
  if (rank > 3) return undefined;
  if (rank === 0) return 0;
  const [best] = exactMaxima(coordinates.values, inputs.rows, rank, z);
  // The candidates are exact up to rounding; the slack keeps the bound a bound.
  return best ? Math.abs(best.value) * (1 + 1e-13) : 0;
}

/**
 * The certificate of a network, recomputed from its weights: F from the forward pass, z̃ scaled by the exact maximum where that can be
 * computed, and otherwise by the largest value a search has met. Knows no solver.
 */
export function certifyNetwork(
  problem: NetworkTraining,
  network: ReluNetwork,
  evidence: SearchEvidence,
): NetworkCertificate {
  const { inputs, loss, data, lambda } = problem;
  const primalObjective = networkObjective(problem, network);
  const exact = largestDualValue(inputs, evidence.z);
  const largest = exact ?? Math.max(evidence.largest, largestAtNeurons(problem, network, evidence.z));
  const scale = loss.bestDualScale(evidence.z, data, largest > 0 ? lambda / largest : Number.MAX_VALUE);
  const dualPoint = evidence.z.map((value) => scale * value);
  const dualObjective = loss.dualValue(dualPoint, data);
  const dualityGap = primalObjective - dualObjective;
  return {
    program: "relu-network",
    primalObjective,
    dualObjective,
    dualityGap,
    relativeGap: relativeGapOf(dualityGap, primalObjective),
    dualPoint,
    network,
    maxConeViolation: 0,
    coverage: exact === undefined ? "generated" : "complete",
    maskCount: network.hidden.rows,
    largestViolation: Math.max(0, largest / lambda - 1),
    starts: exact === undefined ? evidence.starts : 0,
  };
}

/**
 * Recomputes F, D(z̃) and the dual constraint from a certificate's evidence, trusting none of its numbers. The constraint is checked over all
 * unit u where that is possible, and otherwise at the network's own directions only.
 */
export function verifyNetworkCertificate(problem: NetworkTraining, certificate: NetworkCertificate): Verification {
  const { inputs, loss, data, lambda } = problem;
  const { network, dualPoint } = certificate;
  const primal = networkObjective(problem, network);
  const dual = loss.dualValue(dualPoint, data);
  const largest = largestDualValue(inputs, dualPoint) ?? largestAtNeurons(problem, network, dualPoint);
  const dualInfeasibility = Math.max(0, largest / lambda - 1);
  const size = Math.max(Math.abs(primal), 1e-300);
  const maxDifference =
    Math.max(Math.abs(primal - certificate.primalObjective), Math.abs(dual - certificate.dualObjective)) / size;
  const claimed = certificate.coverage === "generated" || canPriceExactly(inputs);
  return {
    verified: claimed && maxDifference <= 1e-9 && dualInfeasibility <= 1e-9,
    primalObjective: primal,
    dualObjective: dual,
    dualityGap: primal - dual,
    relativeGap: relativeGapOf(primal - dual, primal),
    maxDifference,
    dualInfeasibility,
    maxConeViolation: 0,
  };
}

function largestAtNeurons({ inputs }: NetworkTraining, { hidden }: ReluNetwork, z: Float64Array): number {
  const d = inputs.columns;
  let largest = 0;
  for (let i = 0; i < hidden.rows; i++) {
    const w = hidden.values.subarray(i * d, (i + 1) * d);
    let square = 0;
    for (const value of w) square += value * value;
    if (square === 0) continue;
    largest = Math.max(largest, Math.abs(dualFunction(inputs.values, inputs.rows, d, z, w)) / Math.sqrt(square));
  }
  return largest;
}
