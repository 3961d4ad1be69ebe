import { type Matrix, matrix, randomGenerator } from "halfspace";
import { gaussianGates } from "halfspace/geometry";
import { type ReluNetwork, reluNetwork, reluPredictions } from "halfspace/networks";
import { confidenceOf, predictionErrorRule } from "halfspace/theory";
import { norm } from "../statistics/distances.js";

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
    teacherNorm += norm(hidden.values.subarray(i * d, (i + 1) * d)) * Math.abs(output.values[i]);
  }
  const truth = reluPredictions(teacher, inputs).values;
  const noise = (noiseShare * norm(truth)) / Math.sqrt(n);
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

/** λ = tσ‖X‖_F where 1 − 2e^(−t²/8) may be negative (t = 2), which the rule of `train` does not offer. */
export function ruleAt(inputs: Matrix, noise: number, t: number): { lambda: number } {
  if (confidenceOf(t) > 0) return predictionErrorRule(inputs, { noise, confidence: confidenceOf(t) });
  return { lambda: t * noise * norm(inputs.values) };
}
