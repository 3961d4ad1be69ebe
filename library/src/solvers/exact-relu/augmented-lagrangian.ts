import { rejectUnknownOptions } from "../../errors.js";
import { maximum, norm, scaled } from "../../linear-algebra/vectors.js";
import type { ExactReluProgram } from "../../programs/exact-relu.js";
import { groupNorm, normsOfBlocks, predictionsOf, type SparseBlocks } from "../../programs/group-program.js";
import { paired } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";
import { enlargedSet, selectBlocks } from "../working-blocks.js";
import { ConeProximal } from "./cone-proximal.js";
import { type Minimum, minimise } from "./semismooth-newton.js";

const takes = { forms: ["cones"] };

/**
 * The augmented Lagrangian of the dual of the exact ReLU program (3), its steps by semismooth Newton, on a working set of blocks:
 *
 *     z ← argmin φ(z; w, σ),   w_b ← prox_b(w_b + σΦ_bᵀz),   σ ← growing
 *
 * Blocks enter by pricing, ‖Π_{K_b}(Φ_bᵀz)‖ > λ. Every iterate lies in its cones by construction.
 * Does not do: losses other than the squared one; the n×n or m×m systems of very large tables (m = dimensions of all active faces).
 * @returns the solver
 * @throws InputError for an unknown option
 */
export function augmentedLagrangian(options: AugmentedLagrangianOptions = {}): Solver<ExactReluProgram> {
  rejectUnknownOptions(options, { growth: "number" }, "augmentedLagrangian");
  const { growth = 50 } = options;
  return {
    name: "augmented-lagrangian",
    iterates: (program, start) => dualNewton(paired("augmented-lagrangian", program, takes), growth, start),
  };
}

/** The one dial of `augmentedLagrangian`. */
export interface AugmentedLagrangianOptions {
  /** At least how many violating blocks enter in one pass, if there are so many. */
  readonly growth?: number;
}

/** Primal blocks and the dual z beside them. */
interface State {
  readonly working: SparseBlocks;
  readonly predictions: Float64Array;
  readonly z: Float64Array;
  readonly sigma: number;
}

function* dualNewton(
  program: ExactReluProgram,
  growth: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const proximal = new ConeProximal(program);
  yield undefined;
  let state = startingState(program, proximal, start);
  let best = Number.POSITIVE_INFINITY;
  let sinceBest = 0;
  for (let iteration = 1; ; iteration++) {
    const norms = yield* price(program, proximal, state.z);
    const { primalObjective, dualityGap } = gapAt(program, state, Math.max(0, maximum(norms)));
    yield {
      iteration,
      point: withoutZeros(state.working),
      dualPoint: state.z,
      primalObjective,
      dualityGap,
      pricingPasses: iteration,
    };
    sinceBest = dualityGap < 0.9 * best ? 0 : sinceBest + 1;
    best = Math.min(best, dualityGap);
    if (sinceBest >= 10) return;
    const working = grow(state.working, norms, program, growth);
    state = yield* solveOnWorkingSet(program, proximal, { ...state, working }, dualityGap);
  }
}

function startingState(program: ExactReluProgram, proximal: ConeProximal, start?: SparseBlocks): State {
  const { data, lambda, loss } = program;
  const working = start ? proximal.projectAll(start) : { which: new Int32Array(0), blocks: new Float64Array(0) };
  // The scale of a block, ‖y‖/‖X‖, over that of its dual constraint.
  const sigma = (0.3 * norm(data.targets)) / (norm(program.inputs.values) * lambda) || 1;
  const predictions = predictionsOf(program, working);
  const z = new Float64Array(data.sampleCount);
  loss.negativeGradient(predictions, data, z);
  return { working, predictions, z, sigma };
}

/** Steps of the augmented Lagrangian until the gap on the working set alone is a tenth of the whole one. */
function* solveOnWorkingSet(
  program: ExactReluProgram,
  proximal: ConeProximal,
  from: State,
  gap: number,
): Generator<undefined, State> {
  const { lambda, operator, data } = program;
  // The gap of (w, z) on the working set is ‖∇φ‖² + Σ ‖w⁺ − w‖‖w⁺‖/σ at most.
  const tolerance = Math.max(1e-14 * norm(data.targets), 0.03 * Math.sqrt(Math.max(0, gap)));
  const { which } = from.working;
  let state = from;
  for (let round = 0; round < 20; round++) {
    const { sigma, working } = state;
    const subproblem = { program, proximal, which, multipliers: working.blocks, sigma };
    const { at, steps }: Minimum = yield* minimise(subproblem, state.z, tolerance);
    const infeasibility = largestChange(working.blocks, at.blocks, operator.blockSize) / sigma;
    // Past this σ only spoils the conditioning of the Newton systems.
    const grows = steps < 15 && infeasibility > 1e-12 * lambda;
    state = {
      working: { which, blocks: at.blocks },
      predictions: at.predictions,
      z: at.z,
      sigma: grows ? 3 * sigma : sigma,
    };
    if (gapAt(program, state, lambda + infeasibility).dualityGap <= 0.1 * gap) break;
  }
  return state;
}

/** ‖Π_{K_b}(Φ_bᵀz)‖ where it is above λ, an upper bound that is at most λ elsewhere. */
function* price(
  program: ExactReluProgram,
  proximal: ConeProximal,
  z: Float64Array,
): Generator<undefined, Float64Array> {
  const { operator, lambda } = program;
  const [count, d] = [operator.blockCount, operator.blockSize];
  const gradients = new Float64Array(count * d);
  const every = Int32Array.from({ length: count }, (_, block) => block);
  operator.transpose(z, 1, every, gradients);
  yield undefined;
  const norms = new Float64Array(count);
  for (let block = 0; block < count; block++) {
    norms[block] = proximal.project(block, gradients.subarray(block * d, (block + 1) * d), lambda);
    if (block % 16 === 15) yield undefined;
  }
  return norms;
}

/** P of the blocks and its distance to D of z scaled until its largest projection norm is λ. */
function gapAt({ data, loss, lambda }: ExactReluProgram, { working, predictions, z }: State, largestNorm: number) {
  const primalObjective = loss.value(predictions, data) + lambda * groupNorm(working);
  const scale = loss.bestDualScale(z, data, largestNorm > 0 ? lambda / largestNorm : Number.MAX_VALUE);
  const dualObjective = loss.dualValue(scaled(z, scale), data);
  return { primalObjective, dualityGap: primalObjective - dualObjective };
}

/** Adds the blocks that violate their constraint most; `which` stays ascending. */
function grow(
  point: SparseBlocks,
  norms: Float64Array,
  { lambda, operator }: ExactReluProgram,
  growth: number,
): SparseBlocks {
  const which = enlargedSet(point.which, norms, lambda, Math.max(growth, point.which.length >> 1));
  return { which, blocks: selectBlocks(point, operator.blockSize, which) };
}

function withoutZeros(point: SparseBlocks): SparseBlocks {
  const norms = normsOfBlocks(point);
  const which = point.which.filter((_, a) => norms[a] > 0);
  return { which, blocks: selectBlocks(point, point.blocks.length / norms.length, which) };
}

function largestChange(before: Float64Array, after: Float64Array, d: number): number {
  let worst = 0;
  for (let from = 0; from < after.length; from += d) {
    let square = 0;
    for (let k = from; k < from + d; k++) square += (after[k] - before[k]) ** 2;
    worst = Math.max(worst, Math.sqrt(square));
  }
  return worst;
}
