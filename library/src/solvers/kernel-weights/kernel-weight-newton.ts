import { maximum, sum } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
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
import { blockGradients, newtonStep } from "./kernel-weight-step.js";
import { growWorkingSet, type KernelWeights, weightsOfBlocks, withoutZeros } from "./working-weights.js";

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
  const { growth, judged = program } = options;
  let place = yield* startingPlace(program, options);
  // Far from its own program a start can be one whose kernel has no factor; without it there is one.
  if (!place && options.start) place = yield* startingPlace(program, { growth });
  const norms = new Float64Array(operator.blockCount);
  let stalls = 0;
  let cautious = false;
  for (let iteration = 1; place; iteration++) {
    const { state, gram, inner }: Place = place;
    operator.norms(inner.alpha, data.outputs, norms);
    yield report({ program, judged, inner, state, norms, iteration });
    const grown = growWorkingSet(state, norms, Math.max(growth, state.which.length >> 1));
    yield undefined;
    const objective = inner.value + (lambda / 2) * sum(state.eta);
    const from = { state: grown, gram, inner, objective, norms };
    const step: Float64Array = yield* newtonStep(program, from, cautious);
    yield undefined;
    const accepted: SearchResult | undefined = yield* lineSearch(program, { ...from, step });
    if (!accepted) return;
    stalls = accepted.objective < objective - 1e-15 * Math.abs(objective) ? 0 : stalls + 1;
    if (stalls >= 4) return;
    // The second-order model of a loss that is flat on most rows can promise much and hold little: then one step by its majoriser.
    const promised = -slopeAlong(norms, grown, step, lambda);
    const measurable = promised > 1e-13 * Math.abs(objective);
    cautious = !cautious && measurable && accepted.objective > objective - 0.1 * promised;
    place = { ...accepted, state: withoutZeros(accepted.state) };
  }
}

/** Kernel weights with K(η) and the inner problem solved there. */
type Place = Pick<SearchResult, "state" | "gram" | "inner">;

/** Undefined where the first inner problem cannot be solved. */
function* startingPlace(
  program: GroupProgram<SmoothLoss>,
  { start, startAlpha }: KernelWeightOptions,
): Generator<undefined, Place | undefined> {
  const { data, loss } = program;
  const state = start ? weightsOfBlocks(start) : { which: new Int32Array(0), eta: new Float64Array(0) };
  const nearby = startAlpha ?? (start && alphaAt(program, start));
  const gram = kernelOf(program, state);
  const zero = new Float64Array(data.sampleCount * data.outputs);
  const scale = loss.value(start ? predictionsOf(program, start) : zero, data);
  yield undefined;
  // A system of coupled classes is too dear to begin more exactly than the first step needs.
  const usual = loss.curvature === "coupled" ? 1e-3 : 1e-6;
  const accuracy = (startAlpha ? 1e-12 : usual) * Math.abs(scale);
  const inner = yield* innerSolverFor(program)(gram, { start: nearby, accuracy });
  return inner && { state, gram, inner };
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

interface Report {
  readonly program: GroupProgram<SmoothLoss>;
  readonly judged: GroupProgram;
  readonly inner: InnerSolution;
  readonly state: KernelWeights;
  readonly norms: Float64Array;
  readonly iteration: number;
}

/** The iterate w_i = η_iΦ_iᵀα with its objective and gap, from what pricing has already computed. */
function report({ program, judged, inner, state, norms, iteration }: Report): NewtonIterate {
  const { data, lambda, operator } = program;
  const size = operator.blockSize * data.outputs;
  const gradients = blockGradients(program, inner.alpha, state.which);
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
