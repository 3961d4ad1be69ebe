import type { FoundMaximum } from "../../certificates/network-certificate.js";
import type { ReluNetwork } from "../../networks/relu.js";
import type { PricedTable } from "../../pricing/index.js";
import { type NetworkTraining, networkFromWeights } from "../../programs/network-training.js";
import type { Iterate } from "../solver.js";
import { neuronFeatures, neuronProducts, solveMaster } from "./master.js";
import { balancedWeights, joinNeurons, type Neurons, noNeurons } from "./neurons.js";
import { polishNeurons } from "./polish.js";
import type { PricingRound, PricingRounds } from "./pricing-rounds.js";
import { pruneNeurons } from "./prune-neurons.js";

/**
 * Gate generation for the network's own training problem with squared loss, over all unit directions u (column generation on the
 * measure form of (3)): F = ‖Σ_i c_is_i(Xu_i)₊ − y‖² + λΣc_i, c ≥ 0, is optimal when max over unit u of |Σ_j z_j(x_jᵀu)₊| ≤ λ, z = 2(y − f).
 *
 *     price, add the maxima found, solve for c exactly, prune and merge, polish, again
 *
 * In monotone networks the u_i with s_i = 1 lie in a cone and those with s_i = −1 in its negative; then only such u are priced and kept.
 * Does not do: another loss; several outputs; any claim beyond what its pricing can prove.
 */
export interface GenerationPoint {
  /** In the coordinates of the problem given. */
  readonly network: ReluNetwork;
  /** What pricing met at this very network; absent for one that was not priced yet. */
  readonly found?: FoundMaximum;
}

export interface GateGenerationOptions {
  /** What is priced, in whose coordinates the problem is given. */
  readonly table: PricedTable;
  readonly pricing: PricingRounds;
  /** Steps of polishing a round; 0 where pricing is exact. */
  readonly polishSteps: number;
}

export function* gateGeneration(
  problem: NetworkTraining,
  { table, pricing, polishSteps }: GateGenerationOptions,
): Generator<Iterate<GenerationPoint> | undefined, void> {
  let state = evaluated(problem, noNeurons());
  let last: number[] = [];
  for (let iteration = 1; ; iteration++) {
    const round = yield* pricing.next(state.z, problem.lambda, state.neurons);
    const found = { largest: round.largest, starts: round.starts };
    yield report(problem, state, { iteration, gap: gapAt(problem, state, round), found });
    const settled = last.length === 4 && last[3] - last[0] < (pricing.exact ? 1e-13 : 1e-6) * last[0];
    if (round.exhausted && (round.found.count === 0 || settled)) return;
    const grown = joinNeurons(state.neurons, round.found);
    const solved = yield* solveAndPrune(problem, grown, pricing.exact ? 1 - 1e-13 : 0.9999);
    state = evaluated(problem, yield* polishNeurons(problem, table, solved, polishSteps));
    yield report(problem, state, { iteration, gap: Number.POSITIVE_INFINITY });
    last = [state.objective, ...last.slice(0, 3)];
  }
}

/** The best weights for the directions at hand; neurons closer than `closeness` become one. */
function* solveAndPrune(problem: NetworkTraining, neurons: Neurons, closeness: number): Generator<undefined, Neurons> {
  const products = neuronProducts(problem.inputs, neurons);
  const features = neuronFeatures(products, problem.inputs.rows, neurons.signs);
  yield undefined;
  const weights = solveMaster(problem, features, neurons.weights);
  yield undefined;
  return pruneNeurons(problem.inputs, { ...neurons, weights }, products, closeness);
}

/** Neurons with F and the residual there. */
interface GenerationState {
  readonly neurons: Neurons;
  readonly objective: number;
  /** 2(y − f) */
  readonly z: Float64Array;
}

function evaluated({ inputs, data, lambda }: NetworkTraining, neurons: Neurons): GenerationState {
  const n = inputs.rows;
  const features = neuronFeatures(neuronProducts(inputs, neurons), n, neurons.signs);
  const z = data.targets.map((value) => 2 * value);
  for (let i = 0; i < neurons.count; i++) {
    const factor = 2 * neurons.weights[i];
    for (let j = 0; j < n; j++) z[j] -= factor * features[i * n + j];
  }
  let objective = 0;
  for (const value of z) objective += (value * value) / 4;
  for (const weight of neurons.weights) objective += lambda * weight;
  return { neurons, objective, z };
}

/** F − D(s·z) with the best s that keeps |φ| ≤ λ; Infinity while more effort could find more. */
function gapAt(problem: NetworkTraining, { objective, z }: GenerationState, round: PricingRound): number {
  return round.exhausted ? objective - lowerBound(problem, z, round.largest) : Number.POSITIVE_INFINITY;
}

/** D(s·z), `largest` being max |φ| at z. */
function lowerBound({ data, lambda }: NetworkTraining, z: Float64Array, largest: number): number {
  let linear = 0;
  let square = 0;
  for (let j = 0; j < z.length; j++) {
    linear += data.targets[j] * z[j];
    square += z[j] * z[j];
  }
  if (square === 0) return 0;
  const limit = largest > 0 ? lambda / largest : Number.POSITIVE_INFINITY;
  const scale = Math.min(limit, Math.max(0, (2 * linear) / square));
  return scale * linear - (scale * scale * square) / 4;
}

interface Judgement {
  readonly iteration: number;
  readonly gap: number;
  readonly found?: FoundMaximum;
}

function report(
  { inputs }: NetworkTraining,
  { neurons, objective }: GenerationState,
  { iteration, gap, found }: Judgement,
): Iterate<GenerationPoint> {
  const network = networkFromWeights(balancedWeights(neurons, inputs.columns), inputs.columns);
  return {
    iteration,
    point: { network, found },
    primalObjective: objective,
    dualityGap: gap,
    pricingPasses: iteration,
  };
}
