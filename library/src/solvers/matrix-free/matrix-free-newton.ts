import { maximum } from "../../linear-algebra/vectors.js";
import type { SquaredLoss } from "../../losses/loss.js";
import { dualFeasiblePoint, type GroupProgram, groupNorm, type SparseBlocks } from "../../programs/group-program.js";
import { limitTotal } from "../kernel-weights/working-weights.js";
import type { Iterate } from "../solver.js";
import { backtrack, type MatrixFreeSearchResult, type MatrixFreeSearchStart } from "./backtracking.js";
import { sampledBlockGrams } from "./block-preconditioner.js";
import { newtonDirection, reweightingDirection } from "./direction.js";
import { type PassedPoint, shownAs, solveInner } from "./inner-problem.js";
import { type MatrixFreeProgram, predict } from "./products.js";
import { sampleStart } from "./sample-start.js";
import { emptyState, extendGrams, growState, type MatrixFreeState, objectiveOf, stateOfBlocks } from "./state.js";

/**
 * The projected Newton method on the kernel weights without any n×n matrix, for many rows. In the scale of η,
 *
 *     J(η) = min over w of (2/λ) L(Φw) + Σ ‖w_i‖²/η_i + Σ η_i,   ∂J/∂η_i = 1 − a_i²,   G_i = Φ_iᵀα = w_i/η_i,   a_i = ‖G_i‖
 *
 * and every step needs two least-squares problems, both solved by conjugate gradients: the second-order model of J for the direction
 * (second-order-model.ts) and the inner problem at the new η (inner-problem.ts). Memory past the operator: a few vectors of n·K,
 * |A|·d·K and |A|·d². Does not do: losses other than squared.
 */
export function* matrixFreeNewton(
  program: GroupProgram<SquaredLoss>,
  growth?: number,
  start?: SparseBlocks,
  startAccuracy = 1e-8,
): Generator<Iterate | undefined, void> {
  const image = new Float64Array(program.data.sampleCount * program.data.outputs);
  const matrixFree: MatrixFreeProgram = { ...program, image };
  const pricing = { z: new Float64Array(image.length), norms: new Float64Array(program.operator.blockCount) };
  let { state, passes } = yield* shownAs(
    { iteration: 0, pricingPasses: 0 },
    startingState(matrixFree, growth, { start, accuracy: startAccuracy }),
  );
  let grams = sampledBlockGrams(program.operator, state.which);
  let firstNorm = 0;
  let stalls = 0;
  for (let iteration = 1; ; iteration++) {
    const priced = yield* price(matrixFree, state, pricing);
    if (iteration === 1) firstNorm = priced.largest;
    const { primalObjective, dualityGap } = priced;
    const point = { which: state.which, blocks: state.blocks };
    const numbers = { iteration, pricingPasses: iteration + passes };
    yield { ...numbers, point, primalObjective, dualityGap };
    const count = Math.max(growth ?? (firstNorm > 50 ? 150 : 40), state.which.length);
    const grown = growState(program, state, pricing.norms, count, pricing.z);
    grams = extendGrams(program, grams, state.which, grown.state.which);
    const objective = objectiveOf(state, program.lambda, priced.fit);
    const relativeGap = Math.max(dualityGap / primalObjective, 1e-14);
    const from = { grown, grams, objective, accuracy: 0.1 * relativeGap };
    const next = yield* shownAs(numbers, newtonStep(matrixFree, from, 0.1 * Math.sqrt(Math.sqrt(relativeGap))));
    if (!next) return;
    stalls = next.objective < objective * (1 - 1e-14) ? 0 : stalls + 1;
    if (stalls >= 3) return;
    state = next.state;
    grams = extendGrams(program, grams, grown.state.which, state.which);
  }
}

/** What pricing finds, n×K and p. */
interface Pricing {
  /** −∇L. */
  readonly z: Float64Array;
  /** a_i = ‖Φ_iᵀz‖/λ. */
  readonly norms: Float64Array;
}

/** Prices all blocks at u and z from w itself, so that no solve error hides. */
function* price(program: MatrixFreeProgram, state: MatrixFreeState, { z, norms }: Pricing) {
  const { operator, data, lambda, loss, image } = program;
  predict(program, state, image);
  loss.negativeGradient(image, data, z);
  const fit = loss.value(image, data);
  const primalObjective = fit + lambda * groupNorm(state);
  yield undefined;
  operator.norms(z, data.outputs, norms);
  for (let i = 0; i < norms.length; i++) norms[i] /= lambda;
  const largest = Math.max(0, maximum(norms));
  const dualityGap = primalObjective - dualFeasiblePoint(program, z, lambda * largest).objective;
  return { fit, primalObjective, dualityGap, largest };
}

/** A step by the second-order model, solved to `accuracy`, or by reweighting where that is no descent. */
function* newtonStep(
  program: MatrixFreeProgram,
  from: MatrixFreeSearchStart,
  accuracy: number,
): Generator<PassedPoint | undefined, MatrixFreeSearchResult | undefined> {
  const { grown, grams, objective } = from;
  const newton = yield* newtonDirection(program, grown, grams, accuracy);
  const limited = { ...newton, step: limitTotal(grown.state.eta, newton.step, objective) };
  return (
    (yield* backtrack(program, from, limited)) ??
    (yield* backtrack(program, from, reweightingDirection(program, grown, grams)))
  );
}

/** Of the objective at zero: how exact the inner problem must be at a start that a part of the rows gave. */
const sampleAccuracy = 1e-4;

/** The given point, else that of a part of the rows, with the inner problem solved; `passes` is what it cost. */
function* startingState(
  matrixFree: MatrixFreeProgram,
  growth: number | undefined,
  given: { readonly start?: SparseBlocks; readonly accuracy: number },
): Generator<PassedPoint | undefined, { state: MatrixFreeState; passes: number }> {
  const { operator, data, lambda, loss, image } = matrixFree;
  const warm = given.start && given.start.which.length > 0;
  const { point, passes } = warm
    ? { point: given.start, passes: 0 }
    : yield* sampleStart(matrixFree, (sample, start) => matrixFreeNewton(sample, growth, start, sampleAccuracy));
  if (!point || point.which.length === 0) return { state: emptyState, passes };
  const atZero = (2 / lambda) * loss.value(image, data);
  const state = stateOfBlocks(point, operator.blockSize * data.outputs);
  return { state: yield* solveInner(matrixFree, state, (warm ? given.accuracy : sampleAccuracy) * atZero), passes };
}
