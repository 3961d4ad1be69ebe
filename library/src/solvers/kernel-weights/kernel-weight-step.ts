import type { SmoothLoss } from "../../losses/loss.js";
import { boundedQuadratic } from "../../optimisation/bounded-quadratic.js";
import type { GroupProgram } from "../../programs/group-program.js";
import type { InnerSolution } from "./kernel-inner.js";
import { type SearchStart, slopeAlong } from "./kernel-weight-search.js";
import { limitTotal, secularSlope } from "./working-weights.js";

/**
 * The step of the kernel-weight Newton: argmin of g·s + ½ sᵀHs subject to η + s ≥ 0, g = ∇J with the secular right-hand side, scaled so that
 * (λ/2) Σ(η + s) ≤ |J|, which holds at the optimum.
 * Does not do: how far to go along it (kernel-weight-search.ts).
 */
export function* newtonStep(
  program: GroupProgram<SmoothLoss>,
  { state, inner, norms, objective }: Omit<SearchStart, "step">,
  cautious: boolean,
): Generator<undefined, Float64Array> {
  const { which, eta } = state;
  const { lambda } = program;
  if (which.length === 0) return new Float64Array(0);
  const columns = columnsOf(program, inner, which);
  yield undefined;
  const hessian = yield* hessianOf(inner, columns, which.length, cautious);
  yield undefined;
  addRidge(hessian, which.length);
  const lower = eta.map((value) => -value);
  const minimum = (slopeOf: (norm: number) => number) => {
    const slope = Float64Array.from(which, (block) => (lambda / 2) * slopeOf(norms[block]));
    return boundedQuadratic(hessian, slope, lower);
  };
  const limit = (2 * Math.abs(objective)) / lambda;
  const descends = (step: Float64Array) => slopeAlong(norms, state, step, lambda) < 0;
  // The secular right-hand side is no gradient, so its step can climb, and so can one that was scaled down; the plain one cannot.
  const secular = limitTotal(eta, yield* minimum(secularSlope), limit);
  if (descends(secular)) return secular;
  const plain = yield* minimum((norm) => 1 - norm * norm);
  const limited = limitTotal(eta, plain, limit);
  return descends(limited) ? limited : plain;
}

/** Φ_iᵀα for the listed blocks. */
export function blockGradients(
  { operator, data }: GroupProgram<SmoothLoss>,
  alpha: Float64Array,
  which: Int32Array,
): Float64Array {
  const out = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(alpha, data.outputs, which, out);
  return out;
}

/** Φ_iΦ_iᵀα, the change of the predictions with η_i: n×m an output, outputs stacked. */
function columnsOf(program: GroupProgram<SmoothLoss>, { alpha }: InnerSolution, which: Int32Array): Float64Array {
  const { operator, data } = program;
  const [n, m, outputs] = [data.sampleCount, which.length, data.outputs];
  const gradients = blockGradients(program, alpha, which);
  const columns = new Float64Array(n * m * outputs);
  for (let k = 0; k < outputs; k++) {
    const one = outputs === 1 ? gradients : gradients.filter((_, index) => index % outputs === k);
    operator.columns(one, which, columns.subarray(k * n * m, (k + 1) * n * m));
  }
  return columns;
}

/** In place. A larger ridge than rounding asks for: degenerate sets (few features, tiny λ) stall with 1e-10. */
function addRidge(hessian: Float64Array, m: number): void {
  let trace = 0;
  for (let a = 0; a < m; a++) trace += hessian[a * m + a];
  for (let a = 0; a < m; a++) hessian[a * m + a] += (1e-8 * trace) / m;
}

/** The Hessian of J, or where caution is asked for and the loss has one, that of a quadratic above it. */
function* hessianOf(
  inner: InnerSolution,
  columns: Float64Array,
  count: number,
  cautious: boolean,
): Generator<undefined, Float64Array> {
  const above = cautious && inner.cautiousHessian ? yield* inner.cautiousHessian(columns, count) : undefined;
  return above ?? (yield* inner.hessian(columns, count));
}
