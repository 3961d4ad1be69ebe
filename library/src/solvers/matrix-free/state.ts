import { norm, sum } from "../../linear-algebra/vectors.js";
import { type GroupProgram, normsOfBlocks, type SparseBlocks } from "../../programs/group-program.js";
import {
  growWorkingSet,
  type KernelWeights,
  secularSlope,
  weightsOfBlocks,
} from "../kernel-weights/working-weights.js";
import { selectBlocks } from "../working-blocks.js";
import { sampledBlockGrams } from "./block-preconditioner.js";

/**
 * An iterate of the matrix-free Newton: kernel weights η and the blocks w that were solved with them. Its objective in the scale of η is
 *
 *     J = (2/λ) L(u) + Σ ‖w_i‖²/η_i + Σ η_i
 *
 * and with inexact w an upper bound of J(η). Does not do: solving for w, choosing a step.
 */
export interface MatrixFreeState extends KernelWeights, SparseBlocks {}

/** A working set with the gradients of its blocks; new blocks have η = 0 and w = 0. */
export interface GrownState {
  readonly state: MatrixFreeState;
  /** G_i = Φ_iᵀα, laid out as the blocks are. */
  readonly gradients: Float64Array;
  /** ĝ_i, the slopes of J in η_i with the secular right-hand side. */
  readonly slopes: Float64Array;
}

export const emptyState: MatrixFreeState = {
  which: new Int32Array(0),
  eta: new Float64Array(0),
  blocks: new Float64Array(0),
};

/** η_i = ‖w_i‖ at the blocks of a point; zero blocks are left out. */
export function stateOfBlocks(point: SparseBlocks, size: number): MatrixFreeState {
  const weights = weightsOfBlocks(point);
  return { ...weights, blocks: selectBlocks(point, size, weights.which) };
}

/** J from L(u) at the predictions of w. */
export function objectiveOf(state: MatrixFreeState, lambda: number, fit: number): number {
  const norms = normsOfBlocks(state);
  let quadratic = 0;
  for (let a = 0; a < norms.length; a++) quadratic += norms[a] ** 2 / state.eta[a];
  return (2 / lambda) * fit + quadratic + sum(state.eta);
}

/** Adds at most `count` of the blocks with norms[i] > 1, with their gradients at z = λα. */
export function growState(
  program: GroupProgram,
  state: MatrixFreeState,
  norms: Float64Array,
  count: number,
  z: Float64Array,
): GrownState {
  const size = program.operator.blockSize * program.data.outputs;
  const weights = growWorkingSet(state, norms, count);
  const blocks = selectBlocks(state, size, weights.which);
  const fresh = weights.which.filter((_, a) => weights.eta[a] === 0);
  const gradients = selectBlocks({ which: fresh, blocks: pricedGradients(program, fresh, z) }, size, weights.which);
  const slopes = new Float64Array(weights.which.length);
  for (let a = 0; a < slopes.length; a++) {
    // On the working set w_i/η_i is the gradient of the inner problem that was solved; pricing differs by its error.
    if (weights.eta[a] > 0) for (let k = a * size; k < (a + 1) * size; k++) gradients[k] = blocks[k] / weights.eta[a];
    slopes[a] = secularSlope(norm(gradients, a * size, (a + 1) * size));
  }
  return { state: { ...weights, blocks }, gradients, slopes };
}

/** Φ_iᵀz/λ for the listed blocks. */
function pricedGradients({ operator, data, lambda }: GroupProgram, which: Int32Array, z: Float64Array): Float64Array {
  const out = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(z, data.outputs, which, out);
  for (let k = 0; k < out.length; k++) out[k] /= lambda;
  return out;
}

/** The sampled d×d blocks of a changed working set: known ones are kept, others computed. */
export function extendGrams(
  { operator }: GroupProgram,
  grams: Float64Array,
  before: Int32Array,
  after: Int32Array,
): Float64Array {
  const inside = new Set(before);
  const added = after.filter((block) => !inside.has(block));
  const fresh = sampledBlockGrams(operator, added);
  const blocks = new Float64Array(grams.length + fresh.length);
  blocks.set(grams);
  blocks.set(fresh, grams.length);
  return selectBlocks({ which: Int32Array.from([...before, ...added]), blocks }, operator.blockSize ** 2, after);
}
