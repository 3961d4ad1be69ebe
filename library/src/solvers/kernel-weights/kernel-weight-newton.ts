import { maximum, sum } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { boundedQuadratic } from "../../optimisation/bounded-quadratic.js";
import {
  dualFeasiblePoint,
  type GroupProgram,
  predictionsOf,
  type SparseBlocks,
} from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { innerSolverFor } from "./inner-solver.js";
import type { InnerSolution } from "./kernel-inner.js";
import { kernelOf, lineSearch, type SearchResult, slopeAlong } from "./kernel-weight-search.js";
import {
  growWorkingSet,
  type KernelWeights,
  limitTotal,
  secularSlope,
  weightsOfBlocks,
  withoutZeros,
} from "./working-weights.js";

/**
 * Projected Newton on the kernel weights with a working set. λ‖w‖ = min over η ≥ 0 of (λ/2)(‖w‖²/η + η) turns the group program into
 *
 *     J(η) = j(η) + (λ/2) Σ η_i,   ∂J/∂η_i = (λ/2)(1 − a_i²),   a_i = ‖Φ_iᵀα‖,   w_i = η_i Φ_iᵀα
 *
 * which is multiple kernel learning (13) by second-order steps, for any loss with a curvature. Gates enter by pricing (a_i > 1) and
 * leave at η = 0. Does not do: more rows than a few n×n matrices allow (the matrix-free twin does), cone constraints.
 */
export function* kernelWeightNewton(
  program: GroupProgram<SmoothLoss>,
  options: KernelWeightOptions,
): Generator<NewtonIterate | undefined, void> {
  const { operator, data, lambda } = program;
  const { growth, start, startAlpha = start && alphaAt(program, start), judged = program } = options;
  const solveInner = innerSolverFor(program);
  let state: KernelWeights = start ? weightsOfBlocks(start) : { which: new Int32Array(0), eta: new Float64Array(0) };
  let gram = kernelOf(program, state);
  const scale = program.loss.value(new Float64Array(data.sampleCount * data.outputs), data);
  yield undefined;
  const first = yield* solveInner(gram, {
    start: startAlpha,
    accuracy: (options.startAlpha ? 1e-12 : 1e-6) * Math.abs(scale),
  });
  if (!first) return;
  let inner: InnerSolution = first;
  const norms = new Float64Array(operator.blockCount);
  let stalls = 0;
  let cautious = false;
  for (let iteration = 1; ; iteration++) {
    operator.norms(inner.alpha, data.outputs, norms);
    const gradients = transposed(program, inner.alpha, state.which);
    yield report({ program, judged, inner, state, gradients, norms, iteration });
    const grown = growWorkingSet(state, norms, Math.max(growth, state.which.length >> 1));
    yield undefined;
    const objective = inner.value + (lambda / 2) * sum(state.eta);
    const step: Float64Array = yield* newtonStep(
      program,
      inner,
      grown,
      norms,
      (2 * Math.abs(objective)) / lambda,
      cautious,
    );
    yield undefined;
    const accepted: SearchResult | undefined = yield* lineSearch(program, {
      state: grown,
      gram,
      inner,
      objective,
      step,
      norms,
    });
    if (!accepted) return;
    stalls = accepted.objective < objective - 1e-15 * Math.abs(objective) ? 0 : stalls + 1;
    if (stalls >= 4) return;
    // The second-order model of a loss that is flat on most rows can promise much and hold little: then one step by its majoriser.
    const promised = -slopeAlong(norms, grown, step, lambda);
    const measurable = promised > 1e-13 * Math.abs(objective);
    cautious = !cautious && measurable && accepted.objective > objective - 0.1 * promised;
    state = withoutZeros(accepted.state);
    ({ gram, inner } = accepted);
  }
}

export interface KernelWeightOptions {
  readonly growth: number;
  readonly start?: SparseBlocks;
  readonly startAlpha?: Float64Array;
  /** The program whose objective and gap are reported, where it is not the one that is minimised (a smoothed loss). */
  readonly judged?: GroupProgram;
}

export interface NewtonIterate extends Iterate {
  /** z = λα */
  readonly candidate: Float64Array;
  /** The gap of the program that is minimised. */
  readonly ownGap: number;
}

/** −∇L/λ at the predictions of a point: what α is where the point is optimal. */
function alphaAt(program: GroupProgram<SmoothLoss>, start: SparseBlocks): Float64Array {
  const z = new Float64Array(program.data.sampleCount * program.data.outputs);
  program.loss.negativeGradient(predictionsOf(program, start), program.data, z);
  return z.map((value) => value / program.lambda);
}

/** Φ_iᵀα for the listed blocks. */
function transposed(program: GroupProgram<SmoothLoss>, alpha: Float64Array, which: Int32Array): Float64Array {
  const { operator, data } = program;
  const out = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(alpha, data.outputs, which, out);
  return out;
}

interface Report {
  readonly program: GroupProgram;
  readonly judged: GroupProgram;
  readonly inner: InnerSolution;
  readonly state: KernelWeights;
  readonly gradients: Float64Array;
  readonly norms: Float64Array;
  readonly iteration: number;
}

/** The iterate w_i = η_iΦ_iᵀα with its objective and gap, from what pricing has already computed. */
function report({ program, judged, inner, state, gradients, norms, iteration }: Report): NewtonIterate {
  const { data, lambda, operator } = program;
  const size = operator.blockSize * data.outputs;
  const blocks = gradients.map((value, k) => state.eta[Math.floor(k / size)] * value);
  const predictions = new Float64Array(inner.alpha.length);
  if (state.which.length > 0) operator.forward(blocks, data.outputs, state.which, predictions);
  let penalty = 0;
  state.which.forEach((block, a) => {
    penalty += lambda * state.eta[a] * norms[block];
  });
  const z = inner.alpha.map((value) => lambda * value);
  const largest = lambda * Math.max(0, maximum(norms));
  const primalObjective = judged.loss.value(predictions, data) + penalty;
  const bound = dualFeasiblePoint(judged, z, largest);
  const dualityGap = primalObjective - bound.objective;
  const ownGap =
    judged === program
      ? dualityGap
      : program.loss.value(predictions, data) + penalty - dualFeasiblePoint(program, z, largest).objective;
  return {
    iteration,
    point: { which: state.which, blocks },
    primalObjective,
    dualityGap,
    pricingPasses: iteration,
    candidate: z,
    ownGap,
  };
}

/** argmin g·s + ½ sᵀHs, η + s ≥ 0, scaled so that Σ(η + s) ≤ limit, with the secular right-hand side. */
function* newtonStep(
  program: GroupProgram<SmoothLoss>,
  inner: InnerSolution,
  state: KernelWeights,
  norms: Float64Array,
  limit: number,
  cautious: boolean,
): Generator<undefined, Float64Array> {
  const { operator, data, lambda } = program;
  const { which, eta } = state;
  const [n, m, outputs] = [data.sampleCount, which.length, data.outputs];
  if (m === 0) return new Float64Array(0);
  const gradients = transposed(program, inner.alpha, which);
  const columns = new Float64Array(n * m * outputs);
  for (let k = 0; k < outputs; k++) {
    const one = outputs === 1 ? gradients : gradients.filter((_, index) => index % outputs === k);
    operator.columns(one, which, columns.subarray(k * n * m, (k + 1) * n * m));
  }
  yield undefined;
  const hessian = yield* hessianOf(inner, columns, m, cautious);
  yield undefined;
  let trace = 0;
  for (let a = 0; a < m; a++) trace += hessian[a * m + a];
  // A larger ridge than rounding asks for: degenerate sets (few features, tiny λ) stall with 1e-10.
  for (let a = 0; a < m; a++) hessian[a * m + a] += (1e-8 * trace) / m;
  const lower = eta.map((value) => -value);
  const minimum = (slopeOf: (norm: number) => number) => {
    const slope = Float64Array.from(which, (block) => (lambda / 2) * slopeOf(norms[block]));
    return boundedQuadratic(hessian, slope, lower);
  };
  const descends = (step: Float64Array) => slopeAlong(norms, state, step, lambda) < 0;
  // The secular right-hand side is no gradient, so its step can climb, and so can one that was scaled down; the plain one cannot.
  const secular = limitTotal(eta, yield* minimum(secularSlope), limit);
  if (descends(secular)) return secular;
  const plain = yield* minimum((norm) => 1 - norm * norm);
  const limited = limitTotal(eta, plain, limit);
  return descends(limited) ? limited : plain;
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
