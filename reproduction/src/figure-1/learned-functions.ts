import {
  coneDecomposition,
  type ExactReluProgram,
  enumerateArrangement,
  exactReluProgram,
  type GatedReluProgram,
  gatedReluProgram,
  kernelRidgeRegression,
  type Matrix,
  matrix,
  predictionsOf,
  randomGenerator,
  type Solution,
  solve,
} from "halfspace";
import { descend } from "halfspace/baselines";
import { exactReluNetwork, jointDecomposition, reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";

export const sampleCount = 5;
export const descentEpochs = 200_000;
const neurons = 100;
/** On the objective divided by n. */
const learningRate = 0.01;

export interface LinePoints {
  readonly inputs: Matrix;
  readonly targets: readonly number[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** x uniform on [−1, 1] in five equal strips, so that no two points meet; y ~ N(0, 1); the second column is the bias. */
export function pointsOnALine(seed: number): LinePoints {
  const random = randomGenerator(seed);
  const points = Array.from({ length: sampleCount }, (_, j) => ({
    x: -1 + (2 * (j + 0.15 + 0.7 * random.uniform())) / sampleCount,
    y: random.gaussian(),
  }));
  return { inputs: onTheLine(points.map(({ x }) => x)), targets: points.map(({ y }) => y), points };
}

const onTheLine = (xs: readonly number[]): Matrix =>
  matrix(
    xs.length,
    2,
    xs.flatMap((x) => [x, 1]),
  );

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
  const { inputs, lambda, arrangement } = program;
  const { targets } = program.data;
  const grid = Array.from({ length: 241 }, (_, k) => -1.2 + k / 100);
  const onGrid = onTheLine(grid);
  const decomposition = coneDecomposition({ program, point });
  const shortest = await jointDecomposition({ program, point });
  for (const { network } of [decomposition, shortest]) requireAgreement(program, point, network);
  const descended = descend(networkTraining({ inputs, targets, lambda }), {
    neurons,
    learningRate: learningRate / sampleCount,
    epochs: descentEpochs,
    seed,
  });
  const exact: ExactReluProgram = exactReluProgram({ inputs, targets, arrangement, lambda });
  const exactSolution = await solve(exact, { tolerance: 1e-8 });
  // H(H + λI)⁻¹y, the ridge of Corollary 5.2, at the ridge λ/2 that belongs to (8).
  const ridge = kernelRidgeRegression({ inputs, targets, lambda: lambda / 2 });
  const values = {
    groupLasso: [...reluPredictions(decomposition.network, onGrid).values],
    shortest: [...reluPredictions(shortest.network, onGrid).values],
    exactNetwork: [...reluPredictions(exactReluNetwork(exact, exactSolution.point), onGrid).values],
    descent: [...reluPredictions(descended.network, onGrid).values],
    tangentRidge: [...ridge.predict(onGrid).values],
  };
  return {
    grid,
    ...values,
    networkObjective: decomposition.objective,
    shortestObjective: shortest.objective,
    exactObjective: exactSolution.certificate.primalObjective,
    descentObjective: descended.objective,
    groupLassoDistance: rootMeanSquare(values.groupLasso, values.descent),
    shortestDistance: rootMeanSquare(values.shortest, values.descent),
    exactDistance: rootMeanSquare(values.exactNetwork, values.descent),
    tangentDistance: rootMeanSquare(values.tangentRidge, values.descent),
  };
}

/** How often each function is closer to descent's than the NTK's is, at another λ. */
export interface PenaltyCounts {
  readonly lambdaFraction: number;
  readonly seeds: number;
  readonly groupLasso: number;
  readonly shortest: number;
  readonly exact: number;
}

export async function countAtPenalty(lambdaFraction: number, seeds: readonly number[]): Promise<PenaltyCounts> {
  let [groupLasso, shortest, exact] = [0, 0, 0];
  for (const seed of seeds) {
    const { inputs, targets } = pointsOnALine(seed);
    const program = gatedReluProgram({ inputs, targets, arrangement: enumerateArrangement(inputs), lambdaFraction });
    const learned = await learnedFunctions(program, await solve(program, { tolerance: 1e-10 }), seed);
    if (learned.groupLassoDistance < learned.tangentDistance) groupLasso++;
    if (learned.shortestDistance < learned.tangentDistance) shortest++;
    if (learned.exactDistance < learned.tangentDistance) exact++;
  }
  return { lambdaFraction, seeds: seeds.length, groupLasso, shortest, exact };
}

function requireAgreement(
  program: GatedReluProgram,
  point: Solution["point"],
  network: Parameters<typeof reluPredictions>[0],
): void {
  const gated = predictionsOf(program, point);
  const relu = reluPredictions(network, program.inputs);
  if (gated.some((value, j) => Math.abs(value - relu.values[j]) > 1e-6)) {
    throw new Error("the cone decomposition changed the network on the training points");
  }
}

function rootMeanSquare(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0) / a.length);
}
