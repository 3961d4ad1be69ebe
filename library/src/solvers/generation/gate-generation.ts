import type { FoundMaximum } from "../../certificates/network-certificate.js";
import { scaled, sum } from "../../linear-algebra/vectors.js";
import type { ReluNetwork } from "../../networks/relu.js";
import type { PricedTable } from "../../pricing/index.js";
import { type NetworkTraining, networkFromWeights } from "../../programs/network-training.js";
import type { Iterate } from "../solver.js";
import { neuronFeatures, neuronProducts, solveMaster, weighedSum } from "./master.js";
import { balancedWeights, joinNeurons, type Neurons, noNeurons } from "./neurons.js";
import { polishNeurons } from "./polish.js";
import type { PricingRound, PricingRounds } from "./pricing-rounds.js";
import { type Pruning, pruneNeurons } from "./prune-neurons.js";
import { settleNeurons } from "./settle-neurons.js";

/**
 * Gate generation for the network's own training problem, over all unit directions u (column generation on the measure form of (3)):
 * F = L(Σ_i c_is_i(Xu_i)₊) + λΣc_i, c ≥ 0, is optimal when max over unit u of |Σ_j z_j(x_jᵀu)₊| ≤ λ, z = −∇L(f).
 *
 *     price, add the maxima found, solve for c exactly, prune and merge, polish or settle, again
 *
 * In monotone networks the u_i with s_i = 1 lie in a cone and those with s_i = −1 in its negative; then only such u are priced and kept.
 * Does not do: losses without a gradient; several outputs; any claim beyond what its pricing can prove.
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
    const settled = last.length === 4 && last[3] - last[0] < (pricing.exact ? 1e-15 : 1e-6) * last[0];
    if (round.exhausted && (round.found.count === 0 || settled)) return;
    const grown = joinNeurons(state.neurons, round.found);
    const solved = yield* solveAndPrune(problem, grown, pricing.exact ? exactly : roughly);
    const polished = yield* polishNeurons(problem, table, solved, polishSteps);
    state = evaluated(problem, pricing.exact ? settleNeurons(problem, table, polished) : polished);
    yield report(problem, state, { iteration, gap: Number.POSITIVE_INFINITY });
    last = [state.objective, ...last.slice(0, 3)];
  }
}

/** Where nothing repairs what is lost, and where polishing does. */
const exactly: Pruning = { closeness: 1 - 1e-13, least: 1e-13 };
const roughly: Pruning = { closeness: 0.9999, least: 1e-7 };

/** The best weights for the directions at hand, without neurons that may go. */
function* solveAndPrune(problem: NetworkTraining, neurons: Neurons, pruning: Pruning): Generator<undefined, Neurons> {
  const products = neuronProducts(problem.inputs, neurons);
  const features = neuronFeatures(products, problem.inputs.rows, neurons.signs);
  yield undefined;
  const weights = solveMaster(problem, features, neurons.weights);
  yield undefined;
  return pruneNeurons(problem.inputs, { ...neurons, weights }, products, pruning);
}

/** Neurons with F and the residual there. */
interface GenerationState {
  readonly neurons: Neurons;
  readonly objective: number;
  /** −∇L(f) */
  readonly z: Float64Array;
}

function evaluated(problem: NetworkTraining, neurons: Neurons): GenerationState {
  const { inputs, loss, data, lambda } = problem;
  const features = neuronFeatures(neuronProducts(inputs, neurons), inputs.rows, neurons.signs);
  if (loss.curvature === "constant" && !data.weights) return squaredState(problem, neurons, features);
  const f = weighedSum(features, neurons.weights, inputs.rows);
  const z = new Float64Array(inputs.rows);
  loss.negativeGradient(f, data, z);
  return { neurons, objective: loss.value(f, data) + lambda * sum(neurons.weights), z };
}

/** The same by its residual, which the sums leave without the error of f: small residuals keep their digits. */
function squaredState({ data, lambda }: NetworkTraining, neurons: Neurons, features: Float64Array): GenerationState {
  const z = data.targets.map((value) => 2 * value);
  for (let i = 0; i < neurons.count; i++) {
    const factor = 2 * neurons.weights[i];
    for (let j = 0; j < z.length; j++) z[j] -= factor * features[i * z.length + j];
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
function lowerBound({ loss, data, lambda }: NetworkTraining, z: Float64Array, largest: number): number {
  const scale = loss.bestDualScale(z, data, largest > 0 ? lambda / largest : Number.MAX_VALUE);
  return loss.dualValue(scaled(z, scale), data);
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
