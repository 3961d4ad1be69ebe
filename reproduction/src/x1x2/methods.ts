import { gatedReluProgram, generateGates, kernelRidgeRegression, sampleArrangement, solve } from "halfspace";
import { gatedReluNetwork, gatedReluPredictions, reluPredictions } from "halfspace/networks";
import { productOfSigns, recogniseFourNeurons, type SignTable } from "halfspace/theory";
import type { Method } from "./sample-charts.js";

export const testCount = 2000;
/** λ as a part of n/√2, which is λ_max for all of {±1}^d. */
export const penalty = 0.1;
export const sampledGates = 1000;
export const gatedFractions = [0.1, 0.01];

/** What was recognised of the four neurons of (12.22) in one generated network. */
export interface Found {
  readonly d: number;
  readonly seed: number;
  /** Of the norm of all neurons. */
  readonly share: number;
  readonly all: boolean;
  readonly neurons: number;
}

interface Draw {
  readonly d: number;
  readonly n: number;
  readonly seed: number;
}

/** Test error of one method on one draw of n rows; of a generated network also what was recognised in it. */
export async function testError(
  method: Method,
  { d, n, seed }: Draw,
  signal: AbortSignal | undefined,
): Promise<{ error: number; found?: Found }> {
  const train = productOfSigns(n, d, seedOf(d, n, seed, 0));
  const test = productOfSigns(testCount, d, seedOf(d, n, seed, 1));
  if (method === "ntk") return { error: tangentError(train, test) };
  if (method === "sampled") return { error: await sampledError(train, test, seed) };
  const { error, ...recognised } = await generatedError(train, test, seed, signal);
  return { error, found: { d, seed, ...recognised } };
}

function seedOf(d: number, n: number, seed: number, part: number): number {
  return ((d * 10_007 + n) * 101 + seed) * 2 + part;
}

async function generatedError(train: SignTable, test: SignTable, seed: number, signal: AbortSignal | undefined) {
  const lambda = (penalty * train.targets.length) / Math.SQRT2;
  const limits = { maxStarts: 100, maxIterations: 40, tolerance: 1e-3 };
  const { network } = await generateGates({ ...train, lambda, seed, ...limits, signal });
  const { share, all } = recogniseFourNeurons(network);
  const error = missed(reluPredictions(network, test.inputs).values, test);
  return { error, share, all, neurons: network.hidden.rows };
}

async function sampledError(train: SignTable, test: SignTable, seed: number): Promise<number> {
  const arrangement = sampleArrangement(train.inputs, { count: sampledGates, seed });
  let best = 1;
  for (const lambdaFraction of gatedFractions) {
    const program = gatedReluProgram({ ...train, arrangement, lambdaFraction });
    const { blocks } = await solve(program, { tolerance: 1e-3 });
    const network = gatedReluNetwork(arrangement.gates, blocks);
    best = Math.min(best, missed(gatedReluPredictions(network, test.inputs).values, test));
    program.operator.dispose();
  }
  return best;
}

function tangentError(train: SignTable, test: SignTable): number {
  return missed(kernelRidgeRegression({ ...train, lambda: 1e-6 }).predict(test.inputs).values, test);
}

function missed(predictions: Float64Array, { targets }: SignTable): number {
  let count = 0;
  for (let j = 0; j < targets.length; j++) if (!(predictions[j] * targets[j] > 0)) count++;
  return count / targets.length;
}
