import {
  arrangementFromGates,
  type GatedReluProgram,
  gatedReluProgram,
  type Matrix,
  matrix,
  predictionsOf,
  randomGenerator,
  solve,
  train,
} from "halfspace";
import { gaussianGates } from "halfspace/geometry";
import { type ReluNetwork, reluNetwork, reluPredictions } from "halfspace/networks";
import { confidenceOf, estimateNoise, predictionErrorBound, predictionErrorRule } from "halfspace/theory";

/** Rows, columns and number of drawn gates of one group of teacher problems. */
export interface ProblemSize {
  readonly sampleCount: number;
  readonly featureCount: number;
  readonly gateCount: number;
}

/** y = f* + ε with everything known: f* a plain ReLU network, ε ~ N(0, σ²I), σ a quarter of the root mean square of f* on the rows. */
export interface TeacherProblem {
  readonly inputs: Matrix;
  readonly teacher: ReluNetwork;
  /** Σ_i ‖w_i*‖ in program (8): Σ ‖w_j⁽¹⁾‖|w_j⁽²⁾|. */
  readonly teacherNorm: number;
  /** f*(X) */
  readonly truth: Float64Array;
  readonly targets: Float64Array;
  readonly noise: number;
  readonly epsilon: Float64Array;
  /** The teacher's own directions, then gates from N(0, I): f* is of the form Σ D_iX w_i*. */
  readonly gates: Matrix;
}

export const teacherWidth = 5;
export const noiseShare = 0.25;
export const deviations = [2, 3, 4] as const;

export function teacherProblem({ sampleCount: n, featureCount: d, gateCount }: ProblemSize, seed: number) {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const hidden = matrix(teacherWidth, d, random.gaussians(teacherWidth * d));
  const output = matrix(teacherWidth, 1, random.gaussians(teacherWidth));
  const teacher = reluNetwork(hidden, output);
  let teacherNorm = 0;
  for (let i = 0; i < teacherWidth; i++) {
    teacherNorm += length(hidden.values.subarray(i * d, (i + 1) * d)) * Math.abs(output.values[i]);
  }
  const truth = reluPredictions(teacher, inputs).values;
  const noise = (noiseShare * length(truth)) / Math.sqrt(n);
  const epsilon = random.gaussians(n).map((value) => noise * value);
  const targets = truth.map((value, j) => value + epsilon[j]);
  const drawn = gaussianGates(d, gateCount, seed);
  const count = teacherWidth + gateCount;
  const gates = matrix(d, count);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < teacherWidth; i++) gates.values[k * count + i] = hidden.values[i * d + k];
    gates.values.set(drawn.values.subarray(k * gateCount, (k + 1) * gateCount), k * count + teacherWidth);
  }
  return { inputs, teacher, teacherNorm, truth, targets, noise, epsilon, gates } satisfies TeacherProblem;
}

/** What Theorem 6.1 says of one problem and what was found, for each t. */
export interface TeacherOutcome {
  /** (1/n)‖Σ D_iXŵ_i − f*‖², in the order of `deviations`. */
  readonly error: readonly number[];
  /** (2/n)λΣ‖w*‖ */
  readonly bound: readonly number[];
  /** Whether λ ≥ 2 max_i ‖XᵀD_iε‖, what the proof needs. */
  readonly covered: readonly boolean[];
  /** max_i ‖XᵀD_iε‖ / ‖Xᵀε‖: the proof takes it to be at most 1. */
  readonly stepRatio: number;
  readonly relativeGap: number;
  /** σ̂/σ */
  readonly noiseRatio: number;
}

/** Solves program (8) at the theorem's λ for every t, from the largest, each from the solution before. */
export async function teacherOutcome(size: ProblemSize, seed: number): Promise<TeacherOutcome> {
  const { inputs, teacherNorm, truth, targets, noise, epsilon, gates } = teacherProblem(size, seed);
  const arrangement = arrangementFromGates(inputs, gates);
  const base = gatedReluProgram({ inputs, targets, arrangement, lambda: 1 });
  const norms = new Float64Array(arrangement.maskCount);
  base.operator.norms(epsilon, 1, norms);
  const largest = norms.reduce((a, b) => Math.max(a, b), 0);
  const found = new Map<number, { error: number; bound: number; covered: boolean }>();
  let start: Awaited<ReturnType<typeof solve>>["point"] | undefined;
  let relativeGap = 0;
  for (const t of [...deviations].reverse()) {
    const { lambda } = ruleAt(inputs, noise, t);
    const program: GatedReluProgram = { ...base, lambda };
    const { point, certificate } = await solve(program, { tolerance: 1e-4, ...(start ? { start } : {}) });
    start = point;
    relativeGap = Math.max(relativeGap, certificate.relativeGap);
    found.set(t, {
      error: meanSquare(predictionsOf(program, point), truth),
      bound: predictionErrorBound(lambda, inputs.rows, teacherNorm),
      covered: lambda >= 2 * largest,
    });
  }
  base.operator.dispose();
  const ordered = deviations.map((t) => found.get(t) as { error: number; bound: number; covered: boolean });
  return {
    error: ordered.map(({ error }) => error),
    bound: ordered.map(({ bound }) => bound),
    covered: ordered.map(({ covered }) => covered),
    stepRatio: largest / length(productWith(inputs, epsilon)),
    relativeGap,
    noiseRatio: estimateNoise(inputs, targets)[0] / noise,
  };
}

/** λ = tσ‖X‖_F where 1 − 2e^(−t²/8) may be negative (t = 2), which the rule of `train` does not offer. */
function ruleAt(inputs: Matrix, noise: number, t: number): { lambda: number } {
  if (confidenceOf(t) > 0) return predictionErrorRule(inputs, { noise, confidence: confidenceOf(t) });
  return { lambda: t * noise * length(inputs.values) };
}

/** Root mean square distance from f* on new rows, over the root mean square of f* there. */
export interface TestErrors {
  readonly crossValidated: number;
  /** In the order of `deviations`. */
  readonly rule: readonly number[];
  /** λ of the rule over the λ of cross-validation. */
  readonly lambdaRatio: readonly number[];
}

/** The theorem's λ against cross-validation's, on the same problem and gates, for 500 new rows. */
export async function testErrors(size: ProblemSize, seed: number): Promise<TestErrors> {
  const { inputs, teacher, targets, noise, gates } = teacherProblem(size, seed);
  const rows = matrix(500, inputs.columns, randomGenerator(seed + 0.5e9).gaussians(500 * inputs.columns));
  const truth = reluPredictions(teacher, rows).values;
  const scale = length(truth) / Math.sqrt(truth.length);
  const common = { inputs, targets, gates, standardise: false, bias: false, tolerance: 1e-4 };
  const errorOf = (predictions: Float64Array) => Math.sqrt(meanSquare(predictions, truth)) / scale;
  const chosen = await train(common);
  const rule: number[] = [];
  const lambdaRatio: number[] = [];
  for (const t of deviations) {
    const { lambda } = ruleAt(inputs, noise, t);
    const { network } = await train({ ...common, lambda });
    rule.push(errorOf(network.predict(rows)));
    lambdaRatio.push(lambda / chosen.lambda);
  }
  return { crossValidated: errorOf(chosen.network.predict(rows)), rule, lambdaRatio };
}

/** Xᵀv */
function productWith({ rows, columns, values }: Matrix, v: Float64Array): Float64Array {
  const out = new Float64Array(columns);
  for (let j = 0; j < rows; j++) for (let k = 0; k < columns; k++) out[k] += values[j * columns + k] * v[j];
  return out;
}

function length(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

function meanSquare(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, j) => sum + (value - b[j]) ** 2, 0) / a.length;
}
