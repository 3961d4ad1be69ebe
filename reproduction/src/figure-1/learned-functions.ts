import {
  coneDecomposition,
  exactReluProgram,
  type GatedReluProgram,
  kernelRidgeRegression,
  predictionsOf,
  type Solution,
  solve,
} from "halfspace";
import { descend } from "halfspace/baselines";
import { exactReluNetwork, jointDecomposition, type ReluNetwork, reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";
import { rootMeanSquareDistance } from "../statistics/distances.js";
import { onTheLine, sampleCount } from "./points-on-a-line.js";

export const descentEpochs = 200_000;
const neurons = 100;
/** On the objective divided by n. */
const learningRate = 0.01;

/** The functions that several methods learn from the same five points at the same λ, on a grid, and their objectives as networks. */
export interface LearnedFunctions {
  readonly grid: readonly number[];
  /** The optimum of the group lasso (8) after cone decomposition (28), block by block. */
  readonly groupLasso: readonly number[];
  /** The same after the shortest decomposition over all blocks together. */
  readonly shortest: readonly number[];
  /** The optimum of the exact ReLU program (3) on all masks: the global optimum of the network's training problem. */
  readonly exactNetwork: readonly number[];
  readonly descent: readonly number[];
  readonly tangentRidge: readonly number[];
  readonly networkObjective: number;
  readonly shortestObjective: number;
  readonly exactObjective: number;
  readonly descentObjective: number;
  /** Root mean square distances from descent's function over the grid. */
  readonly groupLassoDistance: number;
  readonly shortestDistance: number;
  readonly exactDistance: number;
  readonly tangentDistance: number;
}

/** @param solution the optimum of `program`, over all masks of the points */
export async function learnedFunctions(
  program: GatedReluProgram,
  { point }: Pick<Solution, "point">,
  seed: number,
): Promise<LearnedFunctions> {
  const grid = Array.from({ length: 241 }, (_, k) => -1.2 + k / 100);
  const onGrid = onTheLine(grid);
  const blockwise = coneDecomposition({ program, point });
  const shortest = await jointDecomposition({ program, point });
  for (const { network } of [blockwise, shortest]) requireAgreement(program, point, network);
  const descended = descendOn(program, seed);
  const exact = await exactOptimum(program);
  const valuesOf = (network: ReluNetwork) => [...reluPredictions(network, onGrid).values];
  const values = {
    groupLasso: valuesOf(blockwise.network),
    shortest: valuesOf(shortest.network),
    exactNetwork: valuesOf(exact.network),
    descent: valuesOf(descended.network),
    tangentRidge: [...tangentRidge(program).predict(onGrid).values],
  };
  return {
    grid,
    ...values,
    networkObjective: blockwise.objective,
    shortestObjective: shortest.objective,
    exactObjective: exact.objective,
    descentObjective: descended.objective,
    groupLassoDistance: rootMeanSquareDistance(values.groupLasso, values.descent),
    shortestDistance: rootMeanSquareDistance(values.shortest, values.descent),
    exactDistance: rootMeanSquareDistance(values.exactNetwork, values.descent),
    tangentDistance: rootMeanSquareDistance(values.tangentRidge, values.descent),
  };
}

function descendOn({ inputs, data, lambda }: GatedReluProgram, seed: number) {
  return descend(networkTraining({ inputs, targets: data.targets, lambda }), {
    neurons,
    learningRate: learningRate / sampleCount,
    epochs: descentEpochs,
    seed,
  });
}

async function exactOptimum({ inputs, data, arrangement, lambda }: GatedReluProgram) {
  const program = exactReluProgram({ inputs, targets: data.targets, arrangement, lambda });
  const { point, certificate } = await solve(program, { tolerance: 1e-8 });
  return { network: exactReluNetwork(program, point), objective: certificate.primalObjective };
}

/** H(H + λI)⁻¹y, the ridge of Corollary 5.2, at the ridge λ/2 that belongs to (8). */
function tangentRidge({ inputs, data, lambda }: GatedReluProgram) {
  return kernelRidgeRegression({ inputs, targets: data.targets, lambda: lambda / 2 });
}

function requireAgreement(program: GatedReluProgram, point: Solution["point"], network: ReluNetwork): void {
  const gated = predictionsOf(program, point);
  const relu = reluPredictions(network, program.inputs);
  if (gated.some((value, j) => Math.abs(value - relu.values[j]) > 1e-6)) {
    throw new Error("the cone decomposition changed the network on the training points");
  }
}
