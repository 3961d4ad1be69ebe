import { fromRowSpace } from "../../arrangements/row-space.js";
import { certifyNetworkInSteps, type NetworkCertificate } from "../../certificates/network-certificate.js";
import { clampToSigns } from "../../cones/column-signs.js";
import { InputError, type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../../errors.js";
import { type MatrixLike, matrix, type TargetsLike } from "../../linear-algebra/matrix.js";
import type { DiagonalLoss, SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import { type ReluNetwork, reluNetwork } from "../../networks/relu.js";
import { type PricedTable, pricedTable } from "../../pricing/index.js";
import { type NetworkTraining, networkTraining } from "../../programs/network-training.js";
import { drive } from "../drive.js";
import type { Iterate, SolveOptions, Status } from "../solver.js";
import { type GenerationPoint, gateGeneration } from "./gate-generation.js";
import { pricingRounds } from "./pricing-rounds.js";

/** What `generateGates` takes. */
export interface GenerateGatesOptions extends Omit<SolveOptions, "start"> {
  /** n×d; a constant column is a bias. */
  readonly inputs: MatrixLike;
  readonly targets: TargetsLike;
  /** Default: squared. */
  readonly loss?: SquaredLoss | DiagonalLoss;
  /** How often each row counts; default: once. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
  /** The penalty of F = L(f) + (λ/2)Σ(‖w‖² + a²); above 0. */
  readonly lambda: number;
  /** One of 1 (the network never falls along the column), −1 (never rises) and 0 (free) a column; default: all free. */
  readonly monotone?: ArrayLike<number> | undefined;
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
  loss: true,
  sampleWeights: true,
  lambda: "number",
  monotone: true,
  seed: "number",
  maxStarts: "number",
  tolerance: "number",
  maxIterations: "number",
  timeLimit: "number",
  signal: "signal",
  onProgress: "function",
};

/**
 * Trains the two-layer ReLU network on its own non-convex objective, F = L(Σ_i (Xw_i)₊a_i) + (λ/2) Σ_i (‖w_i‖² + a_i²),
 * which is (2) with λ/2, by generating gates. It finds any number of neurons, for one output and losses that are a sum
 * over the rows with a curvature (squared, Huber, logistic, squared hinge, Poisson). Nothing is standardised here. Where
 * the table has rank ≤ 3, or so few rows that all masks can be looked at, the result is globally optimal up to the
 * certified gap. Elsewhere a search finds no larger violation than the certificate says, which proves nothing. With `monotone` the networks are those whose neurons have the signs of their
 * columns, times that of their output: these are monotone, and the certificate speaks of them alone.
 * @returns the network, its certificate, and how the search ended
 * @throws InputError for bad input; `signal.reason` when aborted
 */
export async function generateGates(options: GenerateGatesOptions): Promise<GeneratedNetwork> {
  rejectUnknownOptions(options, known, "generateGates");
  const { inputs, targets, loss, sampleWeights, lambda, monotone, seed = 1, maxStarts = 2000, ...limits } = options;
  if (!(lambda > 0)) {
    throw new InputError({ code: "out-of-range", argument: "lambda", got: lambda, expected: "a positive number" });
  }
  requireWholeNumber("maxStarts", maxStarts, 1);
  const stated = { inputs, targets, sampleWeights, lambda, monotone };
  const problem = networkTraining<SmoothLoss>({ ...stated, ...(loss ? { loss } : {}) });
  const table = pricedTable(problem.inputs, problem.monotone);
  const pricing = pricingRounds(table, { seed, maxStarts });
  const { iterate, certificate, status, seconds } = await drive(
    gateGeneration(inCoordinatesOf(table, problem), { table, pricing, polishSteps: pricing.exact ? 0 : 30 }),
    {
      judge: ({ point }: Iterate<GenerationPoint>) =>
        certifyNetworkInSteps(problem, overColumns(table, problem, point.network), point.found),
      activeGatesOf: (point) => point.network.hidden.rows,
    },
    limits,
  );
  return { network: certificate.network, certificate, status, rounds: iterate.iteration, seconds };
}

/** The same problem for the coordinates that are priced, where the cones of its neurons are known by their barriers. */
function inCoordinatesOf({ rows }: PricedTable, { monotone: _, ...problem }: NetworkTraining): NetworkTraining {
  return { ...problem, inputs: rows };
}

/** The network over the columns of the problem; a weight whose sign is wrong by rounding is 0. */
function overColumns({ space }: PricedTable, { inputs, monotone }: NetworkTraining, network: ReluNetwork): ReluNetwork {
  const { columns: d } = inputs;
  const { hidden, output } = network;
  const values = fromRowSpace(space, hidden.values).slice();
  if (monotone) {
    for (let i = 0; i < hidden.rows; i++) {
      clampToSigns(values.subarray(i * d, (i + 1) * d), monotone, Math.sign(output.values[i]));
    }
  }
  return reluNetwork(matrix(hidden.rows, d, values), output);
}
