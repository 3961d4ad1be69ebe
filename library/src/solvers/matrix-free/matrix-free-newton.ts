import { maximum } from "../../linear-algebra/vectors.js";
import type { SquaredLoss } from "../../losses/loss.js";
import { dualFeasiblePoint, type GroupProgram, groupNorm, type SparseBlocks } from "../../programs/group-program.js";
import { limitTotal } from "../kernel-weights/working-weights.js";
import type { Iterate } from "../solver.js";
import { backtrack } from "./backtracking.js";
import { sampledBlockGrams } from "./block-preconditioner.js";
import { newtonDirection, reweightingDirection } from "./direction.js";
import { solveInner } from "./inner-problem.js";
import { type MatrixFreeProgram, predict } from "./products.js";
import { sampleStart } from "./sample-start.js";
import { emptyState, extendGrams, growState, objectiveOf, stateOfBlocks } from "./state.js";

/**
 * The projected Newton method on the kernel weights without any n×n matrix, for many rows. In the scale of η,
 *
 *     J(η) = min over w of (2/λ) L(Φw) + Σ ‖w_i‖²/η_i + Σ η_i,   ∂J/∂η_i = 1 − a_i²,   G_i = Φ_iᵀα = w_i/η_i,   a_i = ‖G_i‖
 *
 * and every step needs two least-squares problems, both solved by conjugate gradients: the second-order model of J for the direction
 * (matrix-free-model.ts) and the inner problem at the new η (matrix-free-inner.ts). Memory past the operator: a few vectors of n·K,
 * |A|·d·K and |A|·d². Does not do: losses other than squared.
 */
export function* matrixFreeNewton(
  program: GroupProgram<SquaredLoss>,
  growth?: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { operator, data, lambda, loss } = program;
  const [image, z] = [0, 1].map(() => new Float64Array(data.sampleCount * data.outputs));
  const matrixFree: MatrixFreeProgram = { ...program, image };
  const norms = new Float64Array(operator.blockCount);
  let { state, passes } = yield* startingState(matrixFree, growth, start);
  let grams = sampledBlockGrams(operator, state.which);
  let firstNorm = 0;
  let stalls = 0;
  for (let iteration = 1; ; iteration++) {
    // u and z from w itself, so that no solve error hides.
    predict(matrixFree, state, image);
    loss.negativeGradient(image, data, z);
    const fit = loss.value(image, data);
    const primal = fit + lambda * groupNorm(state);
    yield undefined;
    operator.norms(z, data.outputs, norms);
    for (let i = 0; i < norms.length; i++) norms[i] /= lambda;
    const largest = Math.max(0, maximum(norms));
    if (iteration === 1) firstNorm = largest;
    const gap = primal - dualFeasiblePoint(program, z, lambda * largest).objective;
    yield {
      iteration,
      point: { which: state.which, blocks: state.blocks },
      primalObjective: primal,
      dualityGap: gap,
      pricingPasses: iteration + passes,
    };
    const relativeGap = Math.max(gap / primal, 1e-14);
    const count = growth ?? (firstNorm > 50 ? 150 : 40);
    const grown = growState(program, state, norms, Math.max(count, state.which.length), z);
    grams = extendGrams(program, grams, state.which, grown.state.which);
    const objective = objectiveOf(state, lambda, fit);
    const newton = yield* newtonDirection(matrixFree, grown, grams, 0.1 * relativeGap ** 0.25);
    const from = { grown, grams, objective, accuracy: 0.1 * relativeGap };
    const limited = { ...newton, step: limitTotal(grown.state.eta, newton.step, objective) };
    const next =
      (yield* backtrack(matrixFree, from, limited)) ??
      (yield* backtrack(matrixFree, from, reweightingDirection(program, grown, grams)));
    if (!next) return;
    stalls = next.objective < objective * (1 - 1e-14) ? 0 : stalls + 1;
    if (stalls >= 3) return;
    state = next.state;
    grams = extendGrams(program, grams, grown.state.which, state.which);
  }
}

/** The given point, else that of a part of the rows, with the inner problem solved; `passes` is what it cost. */
function* startingState(matrixFree: MatrixFreeProgram, growth?: number, given?: SparseBlocks) {
  const { operator, data, lambda, loss, image } = matrixFree;
  const warm = given && given.which.length > 0;
  const { point, passes } = warm
    ? { point: given, passes: 0 }
    : yield* sampleStart(matrixFree, (sample) => matrixFreeNewton(sample, growth));
  if (!point || point.which.length === 0) return { state: emptyState, passes };
  const atZero = (2 / lambda) * loss.value(image, data);
  const state = stateOfBlocks(point, operator.blockSize * data.outputs);
  return { state: yield* solveInner(matrixFree, state, (warm ? 1e-8 : 1e-6) * atZero), passes };
}
