import { completed } from "../linear-algebra/completed.js";
import { wrongSign } from "../networks/monotone.js";
import type { ReluNetwork } from "../networks/relu.js";
import { dualFunctionAt, inCoordinates, keepWithin, largestClimbed, pricedTable, type Side } from "../pricing/index.js";
import type { NetworkTraining } from "../programs/network-training.js";
import { randomGenerator } from "../random/generator.js";
import { compared, gapOf, nothingProved } from "./duality.js";
import { largestDualValue, networkDual, networkObjectiveAbove } from "./network-bounds.js";
import type { Verification } from "./records.js";

/**
 * Evidence about the NON-CONVEX training problem itself, F(W, a) = L(f) + (λ/2)Σ(‖w‖² + a²): for every network of any width
 * F ≥ D(z̃) = −L*(−z̃) if |Σ_j z̃_j(x_jᵀu)₊| ≤ λ for all unit u. For monotone networks the u are those with the signs of their column, times
 * the sign of the sum (`pricing/sides.ts`).
 *
 * With coverage "complete" that maximum was computed exactly, and F − dualObjective bounds the distance to the best
 * network there is. With coverage "generated" it was searched for from `starts` starts. Then dualObjective is an
 * estimate, and nothing is proved about all networks.
 */
export interface NetworkCertificate {
  /** The second where signs of columns make the networks monotone; then it speaks of networks with these signs alone. */
  readonly program: NetworkTraining["kind"];
  /** F, from the network's weights. */
  readonly primalObjective: number;
  readonly dualObjective: number;
  readonly dualityGap: number;
  readonly relativeGap: number;
  /** z̃ = s·z, z = −∇L at the network, n. */
  readonly dualPoint: Float64Array;
  readonly network: ReluNetwork;
  /** A network has no cones to leave. */
  readonly maxConeViolation: 0;
  readonly coverage: "complete" | "generated";
  /** Neurons of the network. */
  readonly maskCount: number;
  /** The largest |Σ_j z_j(x_jᵀu)₊|/λ − 1 over unit u, or over those u that were found; at least 0. */
  readonly largestViolation: number;
  /** Starts of the search for it; 0 when exact. */
  readonly starts: number;
}

/** The largest |Σ_j z_j(x_jᵀu)₊| that somebody met at the network's z, and from how many starts. */
export interface FoundMaximum {
  readonly largest: number;
  readonly starts: number;
}

/** Starts of the search that every certificate of coverage "generated" repeats for itself. */
const OWN_STARTS = 200;

/**
 * The certificate of a network, recomputed from its weights alone. F comes from the forward pass and z from its
 * residual. z is scaled by the exact maximum of the dual constraint where that maximum can be computed. Elsewhere the
 * maximum is searched for, in the same way for the same network; a larger one that another search has `found` counts
 * too. Knows no solver.
 * @returns the certificate; coverage "complete" where the maximum is exact, else "generated"
 * @throws InputError when the network has another number of columns
 */
export function certifyNetwork(
  problem: NetworkTraining,
  network: ReluNetwork,
  found?: FoundMaximum,
): NetworkCertificate {
  return completed(certifyNetworkInSteps(problem, network, found));
}

/** The same; yields every few milliseconds. */
export function* certifyNetworkInSteps(
  problem: NetworkTraining,
  network: ReluNetwork,
  found: FoundMaximum = { largest: 0, starts: 0 },
): Generator<undefined, NetworkCertificate> {
  const { inputs, loss, data, lambda } = problem;
  const { u, above } = networkObjectiveAbove(problem, network);
  const z = new Float64Array(inputs.rows);
  loss.negativeGradient(u, data, z);
  const exact = yield* largestDualValue(problem, z);
  const largestViolation =
    exact === undefined
      ? onGrid(Math.max(found.largest, yield* searchedDualValue(problem, network, z)) / lambda - 1)
      : Math.max(0, exact / lambda - 1);
  const dual = networkDual(problem, z, exact ?? lambda * (1 + largestViolation));
  return {
    program: problem.kind,
    primalObjective: above,
    dualObjective: dual.objective,
    ...gapOf(above, dual.objective),
    dualPoint: dual.point,
    network,
    maxConeViolation: 0,
    coverage: exact === undefined ? "generated" : "complete",
    maskCount: network.hidden.rows,
    largestViolation,
    starts: exact === undefined ? found.starts + OWN_STARTS : 0,
  };
}

const grid = 2 ** 40;

/**
 * A violation that was met, at least 0 and on a grid, so that λ(1 + violation) gives it back in spite of rounding: whoever reads it in a file
 * then finds the same dual point.
 */
function onGrid(violation: number): number {
  return Math.max(0, Math.ceil(violation * grid - 2 ** -8) / grid);
}

/**
 * Recomputes F, D(z̃) and the dual constraint from a certificate's evidence, trusting none of its numbers. The constraint is checked over
 * all unit u where that is possible, and otherwise where a search finds it largest.
 */
export function verifyNetworkCertificate(problem: NetworkTraining, certificate: NetworkCertificate): Verification {
  const { loss, data, lambda, monotone } = problem;
  const { network, dualPoint } = certificate;
  if (monotone && wrongSign(network, monotone)) return nothingProved;
  const exact = completed(largestDualValue(problem, dualPoint));
  const largest = exact ?? completed(searchedDualValue(problem, network, dualPoint));
  const coverage = certificate.coverage === "complete" && exact === undefined ? "generated" : certificate.coverage;
  return compared({ kind: problem.kind, coverage }, certificate, {
    primal: networkObjectiveAbove(problem, network).above,
    dual: largest <= lambda ? loss.dualBelow(dualPoint, data) : Number.NEGATIVE_INFINITY,
    dualInfeasibility: Math.max(0, largest / lambda - 1),
    maxConeViolation: 0,
  });
}

/** The largest value at the network's own directions and at the ends of ascents from these and from random directions. */
function* searchedDualValue(
  { inputs, monotone }: NetworkTraining,
  { hidden }: ReluNetwork,
  z: Float64Array,
): Generator<undefined, number> {
  const table = pricedTable(inputs, monotone);
  const own = inCoordinates(table, hidden);
  let largest = 0;
  for (const side of table.sides) largest = Math.max(largest, yield* searchedOnSide(side, own, z));
  return largest;
}

function* searchedOnSide(side: Side, own: Float64Array, z: Float64Array): Generator<undefined, number> {
  const phi = side.phiAt(z);
  const { d } = phi;
  const total = OWN_STARTS + own.length / d;
  const directions = new Float64Array(total * d);
  directions.set(randomGenerator(1).gaussians(OWN_STARTS * d));
  directions.set(own, OWN_STARTS * d);
  for (let i = 0; i < total; i++) keepWithin(side, row(directions, i, d));
  const signOf = (i: number) =>
    i < OWN_STARTS ? 1 - 2 * (i % 2) : Math.sign(dualFunctionAt(phi, row(directions, i, d))) || 1;
  const signs = Float64Array.from({ length: total }, (_, i) => (side.sign === 0 ? signOf(i) : 1));
  return yield* largestClimbed(phi, { directions, signs });
}

function row(values: Float64Array, i: number, d: number): Float64Array {
  return values.subarray(i * d, (i + 1) * d);
}
