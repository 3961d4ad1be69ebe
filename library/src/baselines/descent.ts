import { InputError, type OptionNames, rejectUnknownOptions, requirePositive, requireWholeNumber } from "../errors.js";
import type { ReluNetwork } from "../networks/relu.js";
import { lbfgs } from "../optimisation/lbfgs.js";
import { type NetworkTraining, networkFromWeights, weightObjective, weightsOf } from "../programs/network-training.js";
import { initialWeights } from "./initial-weights.js";

/**
 * Full-batch descent on the non-convex network, F(W, a) of (2), as a baseline: this is how networks are trained without
 * convexity. "gradient-descent": θ ← θ − t∇F; "momentum": v ← 0.9v − t∇F, θ ← θ + v (Polyak); "adam": Kingma and Ba
 * 2015, β = (0.9, 0.999); "l-bfgs": no learning rate, an epoch is one line search.
 * Does not do: a certificate. Where a descent ends says nothing about the optimum.
 */
export type DescentMethod = "gradient-descent" | "momentum" | "adam" | "l-bfgs";

/** How `descend` trains. */
export interface DescentOptions {
  /** m; default 100. */
  readonly neurons?: number;
  /** Default "gradient-descent". */
  readonly method?: DescentMethod;
  /** Default 0.01; not used by "l-bfgs". */
  readonly learningRate?: number;
  /** Full passes over the table; default 1000. */
  readonly epochs?: number;
  readonly seed?: number;
  /** Factor on the random initial weights; default 1. */
  readonly initialScale?: number;
  /** Begin here instead of at random weights; `neurons` and `seed` are then not used. */
  readonly start?: ReluNetwork;
}

/** One epoch of a descent. */
export interface DescentState {
  readonly epoch: number;
  /** F at `weights`. */
  readonly objective: number;
  /** θ = [w_1 … w_m, a_1 … a_m]; live, copy it to keep it. */
  readonly weights: Float64Array;
}

/** Where a descent ended. */
export interface DescentResult {
  /** The best network seen. */
  readonly network: ReluNetwork;
  /** F of that network. */
  readonly objective: number;
  readonly epochs: number;
  /** True when F stopped being finite: the learning rate is too large. */
  readonly diverged: boolean;
}

const known: OptionNames<DescentOptions> = {
  neurons: "number",
  method: true,
  learningRate: "number",
  epochs: "number",
  seed: "number",
  initialScale: "number",
  start: true,
};

/**
 * Runs the whole descent and returns the best network seen.
 * @returns the best network, its objective F and whether F stopped being finite
 * @throws InputError for an unknown option, a number that is out of range, or signs of columns
 */
export function descend(problem: NetworkTraining, options: DescentOptions = {}): DescentResult {
  let best = { objective: Number.POSITIVE_INFINITY, weights: new Float64Array(0) };
  let epochs = 0;
  let diverged = false;
  for (const { epoch, objective, weights } of descentSteps(problem, options)) {
    epochs = epoch;
    if (!Number.isFinite(objective)) diverged = true;
    if (objective < best.objective) {
      if (best.weights.length === 0) best = { objective, weights: weights.slice() };
      else {
        best.objective = objective;
        best.weights.set(weights);
      }
    }
  }
  return {
    network: networkFromWeights(best.weights, problem.inputs.columns),
    objective: best.objective,
    epochs,
    diverged,
  };
}

function requireFreeSigns({ monotone }: NetworkTraining): void {
  if (!monotone) return;
  throw new InputError({
    code: "wrong-program",
    argument: "problem",
    got: "one of monotone networks",
    expected: "one without signs of columns: a descent does not keep them (`generateGates` does)",
  });
}

/**
 * The same descent one epoch at a time (epoch 0 is the start), for animation and limits of the caller's own.
 * @returns one state an epoch; the generator ends after `epochs`, or once F is not finite
 * @throws InputError for an unknown option, a number that is out of range, or signs of columns
 */
export function* descentSteps(problem: NetworkTraining, options: DescentOptions = {}): Generator<DescentState, void> {
  rejectUnknownOptions(options, known, "descend");
  const { method = "gradient-descent", learningRate = 0.01, epochs = 1000, start } = options;
  requirePositive("learningRate", learningRate);
  requirePositive("epochs", epochs);
  requireFreeSigns(problem);
  const theta = start ? weightsOf(start) : randomStart(problem, options);
  const objective = weightObjective(problem, theta.length / (problem.inputs.columns + 1));
  if (method === "l-bfgs") {
    const evaluate = (point: Float64Array, gradient: Float64Array) => objective.evaluate(point, gradient);
    for (const { iteration, value, point } of lbfgs(evaluate, theta, { maxIterations: epochs })) {
      yield { epoch: iteration, objective: value, weights: point };
    }
    return;
  }
  const gradient = new Float64Array(theta.length);
  const step = stepRule(method, learningRate, theta.length);
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const value = objective.evaluate(theta, gradient);
    yield { epoch, objective: value, weights: theta };
    if (!Number.isFinite(value)) return;
    step(theta, gradient, epoch + 1);
  }
}

function randomStart(problem: NetworkTraining, { neurons = 100, seed = 1, initialScale = 1 }: DescentOptions) {
  requireWholeNumber("neurons", neurons, 1);
  return initialWeights(neurons, problem.inputs.columns, seed, initialScale);
}

type StepRule = (theta: Float64Array, gradient: Float64Array, count: number) => void;

function stepRule(method: DescentMethod, rate: number, size: number): StepRule {
  if (method === "gradient-descent") {
    return (theta, gradient) => {
      for (let k = 0; k < size; k++) theta[k] -= rate * gradient[k];
    };
  }
  if (method === "momentum") {
    const velocity = new Float64Array(size);
    return (theta, gradient) => {
      for (let k = 0; k < size; k++) {
        velocity[k] = 0.9 * velocity[k] - rate * gradient[k];
        theta[k] += velocity[k];
      }
    };
  }
  if (method === "adam") return adam(rate, size);
  const expected = "one of gradient-descent, momentum, adam, l-bfgs";
  throw new InputError({ code: "unknown-value", argument: "method", got: JSON.stringify(method), expected });
}

function adam(rate: number, size: number): StepRule {
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let [firstDecay, secondDecay] = [1, 1];
  return (theta, gradient) => {
    firstDecay *= 0.9;
    secondDecay *= 0.999;
    for (let k = 0; k < size; k++) {
      first[k] = 0.9 * first[k] + 0.1 * gradient[k];
      second[k] = 0.999 * second[k] + 0.001 * gradient[k] * gradient[k];
      theta[k] -= (rate * first[k]) / (1 - firstDecay) / (Math.sqrt(second[k] / (1 - secondDecay)) + 1e-8);
    }
  };
}
