import {
  arrangementFromGates,
  type GatedReluProgram,
  gatedReluProgram,
  type Matrix,
  predictionsOf,
  solve,
} from "halfspace";
import { estimateNoise, predictionErrorBound } from "halfspace/theory";
import { meanSquareDistance, norm } from "../statistics/distances.js";
import { deviations, type ProblemSize, ruleAt, teacherProblem } from "./teacher-problem.js";

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

/** What was found at one t. */
interface Found {
  readonly error: number;
  readonly bound: number;
  readonly covered: boolean;
}

/** Solves program (8) at the theorem's λ for every t, from the largest, each from the solution before. */
export async function teacherOutcome(size: ProblemSize, seed: number): Promise<TeacherOutcome> {
  const { inputs, teacherNorm, truth, targets, noise, epsilon, gates } = teacherProblem(size, seed);
  const arrangement = arrangementFromGates(inputs, gates);
  const base = gatedReluProgram({ inputs, targets, arrangement, lambda: 1 });
  const norms = new Float64Array(arrangement.maskCount);
  base.operator.norms(epsilon, 1, norms);
  const largest = norms.reduce((a, b) => Math.max(a, b), 0);
  const found = new Map<number, Found>();
  let start: Awaited<ReturnType<typeof solve>>["point"] | undefined;
  let relativeGap = 0;
  for (const t of [...deviations].reverse()) {
    const { lambda } = ruleAt(inputs, noise, t);
    const program: GatedReluProgram = { ...base, lambda };
    const { point, certificate } = await solve(program, { tolerance: 1e-4, ...(start ? { start } : {}) });
    start = point;
    relativeGap = Math.max(relativeGap, certificate.relativeGap);
    found.set(t, {
      error: meanSquareDistance(predictionsOf(program, point), truth),
      bound: predictionErrorBound(lambda, inputs.rows, teacherNorm),
      covered: lambda >= 2 * largest,
    });
  }
  base.operator.dispose();
  const ordered = deviations.map((t) => found.get(t) as Found);
  return {
    error: ordered.map(({ error }) => error),
    bound: ordered.map(({ bound }) => bound),
    covered: ordered.map(({ covered }) => covered),
    stepRatio: largest / norm(productWith(inputs, epsilon)),
    relativeGap,
    noiseRatio: estimateNoise(inputs, targets)[0] / noise,
  };
}

/** Xᵀv */
function productWith({ rows, columns, values }: Matrix, v: Float64Array): Float64Array {
  const out = new Float64Array(columns);
  for (let j = 0; j < rows; j++) for (let k = 0; k < columns; k++) out[k] += values[j * columns + k] * v[j];
  return out;
}
