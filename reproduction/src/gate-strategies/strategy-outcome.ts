import {
  type Arrangement,
  arrangementFromGates,
  enumerateArrangement,
  type GateStrategy,
  gatedReluProgram,
  generateGates,
  lambdaMax,
  type Matrix,
  matrix,
  sampleArrangement,
  solve,
} from "halfspace";
import { coverCount } from "halfspace/geometry";
import { gatedReluNetwork, gatedReluPredictions, type ReluNetwork, reluPredictions } from "halfspace/networks";
import { accuracyOf, principalPlane, type Rows, splitRows } from "./table-rows.js";

/** A way of drawing gates, under the name it has in pictures and tables. */
export interface DrawnStrategy {
  readonly name: string;
  readonly strategy: GateStrategy;
  readonly activeShare?: number;
}

export const drawnStrategies: readonly DrawnStrategy[] = [
  { name: "Gaussian", strategy: "gaussian" },
  { name: "data differences", strategy: "data-differences" },
  { name: "sparse", strategy: "sparse" },
  { name: "mixed", strategy: "mixed" },
  { name: "quantile 50 %", strategy: "quantile", activeShare: 0.5 },
  { name: "quantile 25 %", strategy: "quantile", activeShare: 0.25 },
];

/** One table, one split, one λ. */
export interface StrategyTask {
  readonly name: string;
  readonly path: string;
  readonly split: number;
  /** λ as a fraction of λ_max over `referenceCount` Gaussian gates. */
  readonly lambdaFraction: number;
  readonly counts: readonly number[];
}

/** One program that was solved. */
export interface StrategyPoint {
  readonly strategy: string;
  /** Gates asked for. */
  readonly count: number;
  /** Distinct masks among them. */
  readonly masks: number;
  readonly objective: number;
  readonly relativeGap: number;
  readonly activeGates: number;
  readonly testAccuracy: number;
}

export interface StrategyOutcome extends Omit<StrategyTask, "path" | "counts"> {
  readonly rows: number;
  readonly features: number;
  readonly lambda: number;
  readonly points: readonly StrategyPoint[];
  /** The program over all gates of this split together: what the others' objectives are compared with. */
  readonly union: StrategyPoint;
  /** The gates of a ReLU network found by gate generation at the same λ, in the gated program; and that network itself. */
  readonly generated: StrategyPoint;
  readonly generatedNetwork: { readonly neurons: number; readonly objective: number; readonly testAccuracy: number };
  /** The same on the first two principal components, where all masks can be enumerated; null where they are too many. */
  readonly plane: { readonly points: readonly StrategyPoint[]; readonly enumerated: StrategyPoint } | null;
}

/** The λ of the study, as fractions of λ_max over `referenceCount` Gaussian gates. */
export const lambdaFractions = [0.1, 0.01];
export const referenceCount = 1000;
const tolerance = 1e-5;
/** Most masks of a table in the plane. */
const enumerable = 30_000;

export async function strategyOutcome(task: StrategyTask): Promise<StrategyOutcome> {
  const { name, path, split, lambdaFraction, counts } = task;
  const rows = await splitRows(path, split);
  const { lambda, points, problem } = await alongCounts(rows, split, lambdaFraction, counts);
  const network = await generatedNetwork(rows, lambda, split);
  const ownGates = arrangementFromGates(rows.inputs, gatesOf(network));
  const drawn = drawnStrategies.map((drawing) => draw(rows.inputs, drawing, Math.max(...counts), split));
  return {
    name,
    split,
    lambdaFraction,
    rows: rows.inputs.rows,
    features: rows.inputs.columns - 1,
    lambda,
    points,
    generated: await problem("generated", network.hidden.rows, ownGates),
    union: await problem("all together", 0, united(rows.inputs, [...drawn, ownGates])),
    generatedNetwork: {
      neurons: network.hidden.rows,
      objective: networkObjectiveOf(network, rows, lambda),
      testAccuracy: accuracyOf(reluPredictions(network, rows.testInputs).values, rows.testTargets),
    },
    plane: await inThePlane(rows, task),
  };
}

async function alongCounts(rows: Rows, split: number, fraction: number, counts: readonly number[]) {
  const { inputs, targets } = rows;
  const reference = sampleArrangement(inputs, { count: referenceCount, seed: split });
  const probe = gatedReluProgram({ inputs, targets, arrangement: reference, lambda: 1 });
  const lambda = fraction * lambdaMax(probe);
  probe.operator.dispose();
  const problem = (strategy: string, count: number, arrangement: Arrangement) =>
    solved(rows, lambda, strategy, count, arrangement);
  const points: StrategyPoint[] = [];
  for (const drawing of drawnStrategies) {
    for (const count of counts) points.push(await problem(drawing.name, count, draw(inputs, drawing, count, split)));
  }
  return { lambda, points, problem };
}

function draw(inputs: Matrix, { strategy, activeShare }: DrawnStrategy, count: number, seed: number): Arrangement {
  return sampleArrangement(inputs, { count, seed, strategy, ...(activeShare === undefined ? {} : { activeShare }) });
}

async function solved(
  { inputs, targets, testInputs, testTargets }: Rows,
  lambda: number,
  strategy: string,
  count: number,
  arrangement: Arrangement,
): Promise<StrategyPoint> {
  const program = gatedReluProgram({ inputs, targets, arrangement, lambda });
  const { certificate, activeGates, blocks } = await solve(program, { tolerance });
  program.operator.dispose();
  const predictions = gatedReluPredictions(gatedReluNetwork(arrangement.gates, blocks), testInputs);
  return {
    strategy,
    count,
    masks: arrangement.maskCount,
    objective: certificate.primalObjective,
    relativeGap: certificate.relativeGap,
    activeGates,
    testAccuracy: accuracyOf(predictions.values, testTargets),
  };
}

async function generatedNetwork({ inputs, targets }: Rows, lambda: number, seed: number): Promise<ReluNetwork> {
  const limits = { maxStarts: 100, maxIterations: 20, tolerance: 1e-3 };
  return (await generateGates({ inputs, targets, lambda, seed, ...limits })).network;
}

/** Neurons' directions as gates, d×m. */
function gatesOf({ hidden }: ReluNetwork): Matrix {
  const [m, d] = [hidden.rows, hidden.columns];
  const gates = matrix(d, m);
  for (let i = 0; i < m; i++) for (let k = 0; k < d; k++) gates.values[k * m + i] = hidden.values[i * d + k];
  return gates;
}

function networkObjectiveOf(network: ReluNetwork, { inputs, targets }: Rows, lambda: number): number {
  const fit = reluPredictions(network, inputs).values.reduce((sum, value, j) => sum + (value - targets[j]) ** 2, 0);
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  return fit + (lambda / 2) * (squares(network.hidden.values) + squares(network.output.values));
}

function united(inputs: Matrix, arrangements: readonly Arrangement[]): Arrangement {
  const d = inputs.columns;
  const total = arrangements.reduce((sum, { maskCount }) => sum + maskCount, 0);
  const gates = matrix(d, total);
  let before = 0;
  for (const { gates: own } of arrangements) {
    for (let k = 0; k < d; k++) {
      gates.values.set(own.values.subarray(k * own.columns, (k + 1) * own.columns), k * total + before);
    }
    before += own.columns;
  }
  return arrangementFromGates(inputs, gates);
}

async function inThePlane(rows: Rows, { split, lambdaFraction, counts }: StrategyTask) {
  if (coverCount(rows.inputs.rows, 3) > enumerable) return null;
  const plane = principalPlane(rows);
  const { points, problem } = await alongCounts(plane, split, lambdaFraction, counts);
  const all = enumerateArrangement(plane.inputs);
  return { points, enumerated: await problem("enumerated", all.maskCount, all) };
}
