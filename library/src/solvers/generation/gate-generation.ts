import type { FoundMaximum } from "../../certificates/network-certificate.js";
import type { ReluNetwork } from "../../networks/relu.js";
import { type NetworkTraining, networkFromWeights } from "../../programs/network-training.js";
import type { Iterate } from "../solver.js";
import { balancedWeights, joinNeurons, type Neurons, noNeurons, pruneNeurons } from "./generation-state.js";
import { neuronFeatures, neuronProducts, solveMaster } from "./master.js";
import { polishNeurons } from "./polish.js";
import type { Priced, Pricing } from "./price-neurons.js";

/**
 * Gate generation for the network's own training problem with squared loss, over all unit directions u (column generation on the
 * measure form of (3)): F = ‖Σ_i c_is_i(Xu_i)₊ − y‖² + λΣc_i, c ≥ 0, is optimal when max over unit u of |Σ_j z_j(x_jᵀu)₊| ≤ λ, z = 2(y − f).
 *
 *     price, add the maxima found, solve for c exactly, prune and merge, polish, again
 *
 * Does not do: another loss; several outputs; any claim beyond what its pricing can prove.
 */
export interface GenerationPoint {
  /** In the coordinates of the problem given. */
  readonly network: ReluNetwork;
  /** What pricing met at this very network; absent for one that was not priced yet. */
  readonly found?: FoundMaximum;
}

export interface GateGenerationOptions {
  readonly pricing: Pricing;
  /** Steps of polishing a round; 0 where pricing is exact. */
  readonly polishSteps: number;
}

export function* gateGeneration(
  problem: NetworkTraining,
  { pricing, polishSteps }: GateGenerationOptions,
): Generator<Iterate<GenerationPoint> | undefined, void> {
  const { inputs, data, lambda } = problem;
  const { values: x, rows: n, columns: d } = inputs;
  const { targets } = data;
  let neurons = noNeurons();
  let state = evaluated(x, n, d, targets, lambda, neurons);
  let last: number[] = [];
  for (let iteration = 1; ; iteration++) {
    const z = state.z;
    const priced: Priced = yield* pricing.price(z, lambda, neurons);
    const found = { largest: priced.largest, starts: priced.starts };
    const gap = priced.exhausted ? state.objective - lowerBound(z, targets, lambda, priced.largest) : Infinity;
    yield report(neurons, d, state.objective, gap, iteration, found);
    const settled = last.length === 4 && last[3] - last[0] < (pricing.exact ? 1e-13 : 1e-6) * last[0];
    if (priced.exhausted && (priced.found.count === 0 || settled)) return;
    neurons = joinNeurons(neurons, priced.found);
    const products = neuronProducts(x, n, d, neurons);
    const features = neuronFeatures(products, n, neurons.signs);
    yield undefined;
    const weights = solveMaster(features, n, targets, lambda, neurons.weights);
    yield undefined;
    neurons = pruneNeurons({ ...neurons, weights }, products, n, d, pricing.exact ? 1 - 1e-13 : 0.9999);
    neurons = yield* polishNeurons(problem, neurons, polishSteps);
    state = evaluated(x, n, d, targets, lambda, neurons);
    yield report(neurons, d, state.objective, Infinity, iteration);
    last = [state.objective, ...last.slice(0, 3)];
  }
}

interface Evaluated {
  readonly objective: number;
  /** 2(y − f) */
  readonly z: Float64Array;
}

function evaluated(
  x: Float64Array,
  n: number,
  d: number,
  targets: Float64Array,
  lambda: number,
  neurons: Neurons,
): Evaluated {
  const features = neuronFeatures(neuronProducts(x, n, d, neurons), n, neurons.signs);
  const z = targets.map((value) => 2 * value);
  for (let i = 0; i < neurons.count; i++) {
    const factor = 2 * neurons.weights[i];
    for (let j = 0; j < n; j++) z[j] -= factor * features[i * n + j];
  }
  let objective = 0;
  for (const value of z) objective += (value * value) / 4;
  for (const weight of neurons.weights) objective += lambda * weight;
  return { objective, z };
}

/** D(s·z) with the best s that keeps |φ| ≤ λ, `largest` being max |φ| at z. */
function lowerBound(z: Float64Array, targets: Float64Array, lambda: number, largest: number): number {
  let linear = 0;
  let square = 0;
  for (let j = 0; j < z.length; j++) {
    linear += targets[j] * z[j];
    square += z[j] * z[j];
  }
  if (square === 0) return 0;
  const scale = Math.min(largest > 0 ? lambda / largest : Infinity, Math.max(0, (2 * linear) / square));
  return scale * linear - (scale * scale * square) / 4;
}

function report(
  neurons: Neurons,
  d: number,
  primalObjective: number,
  dualityGap: number,
  iteration: number,
  found?: FoundMaximum,
): Iterate<GenerationPoint> {
  const network = networkFromWeights(balancedWeights(neurons, d), d);
  return { iteration, point: { network, found }, primalObjective, dualityGap, pricingPasses: iteration };
}
