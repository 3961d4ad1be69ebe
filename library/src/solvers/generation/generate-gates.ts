import { fromRowSpace, rowSpace } from "../../arrangements/row-space.js";
import { certifyNetworkInSteps, type NetworkCertificate } from "../../certificates/network-certificate.js";
import { InputError, type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../../errors.js";
import { type MatrixLike, matrix, type TargetsLike } from "../../linear-algebra/matrix.js";
import { type ReluNetwork, reluNetwork } from "../../networks/relu.js";
import { networkTraining } from "../../programs/network-training.js";
import { drive } from "../drive.js";
import type { Iterate, SolveOptions, Status } from "../solver.js";
import { type GenerationPoint, gateGeneration } from "./gate-generation.js";
import { pricingRounds } from "./pricing-rounds.js";

/** What `generateGates` takes. */
export interface GenerateGatesOptions extends Omit<SolveOptions, "start"> {
  /** n×d; a constant column is a bias. */
  readonly inputs: MatrixLike;
  readonly targets: TargetsLike;
  /** The penalty of F = ‖f − y‖² + (λ/2)Σ(‖w‖² + a²); above 0. */
  readonly lambda: number;
  /** Of the starts; default 1. Same seed, same bits, unless a time limit cuts the run. */
  readonly seed?: number;
  /** The most starts of one search; default 2000. Not used where the search is exact. */
  readonly maxStarts?: number;
}

/** What `generateGates` gives. */
export interface GeneratedNetwork {
  readonly network: ReluNetwork;
  /** "complete" coverage certifies the network against all networks; "generated" reports the largest violation found. */
  readonly certificate: NetworkCertificate;
  /** "solved": the gap of a complete certificate meets the tolerance. "stalled": no search finds anything more to gain. */
  readonly status: Status;
  readonly rounds: number;
  readonly seconds: number;
}

const known: OptionNames<GenerateGatesOptions> = {
  inputs: true,
  targets: true,
  lambda: true,
  seed: true,
  maxStarts: true,
  tolerance: true,
  maxIterations: true,
  timeLimit: true,
  signal: true,
  onProgress: true,
};

/**
 * Trains the two-layer ReLU network on its own non-convex objective, F = ‖Σ_i (Xw_i)₊a_i − y‖² + (λ/2) Σ_i (‖w_i‖² +
 * a_i²), which is (2) with λ/2, by generating gates. It finds any number of neurons, for the squared loss and one
 * output. Nothing is standardised here. Where the table has rank ≤ 3, or so few rows that all masks can be looked at,
 * the result is globally optimal up to the certified gap. Elsewhere a search finds no larger violation than the
 * certificate says, which proves nothing.
 * @returns the network, its certificate, and how the search ended
 * @throws InputError for bad input; `signal.reason` when aborted
 */
export async function generateGates(options: GenerateGatesOptions): Promise<GeneratedNetwork> {
  rejectUnknownOptions(options, known, "generateGates");
  const { inputs, targets, lambda, seed = 1, maxStarts = 2000, ...limits } = options;
  if (!(lambda > 0)) {
    throw new InputError({ code: "out-of-range", argument: "lambda", got: lambda, expected: "a positive number" });
  }
  requireWholeNumber("maxStarts", maxStarts, 1);
  const problem = networkTraining({ inputs, targets, lambda });
  const space = rowSpace(problem.inputs);
  const reduced = { ...problem, inputs: space.coordinates };
  const pricing = pricingRounds(space.coordinates, { seed, maxStarts });
  const wide = ({ hidden, output }: ReluNetwork) =>
    reluNetwork(matrix(hidden.rows, problem.inputs.columns, fromRowSpace(space, hidden.values)), output);
  const { iterate, certificate, status, seconds } = await drive(
    gateGeneration(reduced, { pricing, polishSteps: pricing.exact ? 0 : 30 }),
    {
      judge: ({ point }: Iterate<GenerationPoint>) => certifyNetworkInSteps(problem, wide(point.network), point.found),
      activeGatesOf: (point) => point.network.hidden.rows,
    },
    limits,
  );
  return { network: certificate.network, certificate, status, rounds: iterate.iteration, seconds };
}
