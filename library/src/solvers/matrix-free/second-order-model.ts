import { conjugateGradient } from "../../linear-algebra/conjugate-gradient.js";
import { dot } from "../../linear-algebra/vectors.js";
import { selectBlocks } from "../working-blocks.js";
import { factorBlocks, solveBlock } from "./block-preconditioner.js";
import { type MatrixFreeProgram, normalProduct } from "./products.js";
import type { GrownState } from "./state.js";

/**
 * The second-order model of J along s as a least-squares problem in δ ≈ change of w,
 *
 *     min (2/λ)‖Φδ‖² + Σ_old [ĝ_is_i + ‖s_iG_i − δ_i‖²/η_i] + Σ_new ĝ_js_j   (δ_j = s_jG_j)
 *
 * with some bounds s_i = −η_i held, minimised by conjugate gradients with the sampled d×d blocks as preconditioner. Where s_i is free it
 * is eliminated, s_i = (G_i·δ_i − η_iĝ_i/2)/‖G_i‖². Does not do: finding which bounds hold.
 */
export interface BoundedModel extends GrownState {
  /** Sampled d×d blocks of the working set. */
  readonly grams: Float64Array;
  /** ‖G_i‖² */
  readonly squares: Float64Array;
  /** 1 where the bound is held. */
  readonly held: Uint8Array;
}

/** The blocks that move: old ones, and new ones whose bound is not held. */
interface Movers {
  readonly which: Int32Array;
  readonly eta: Float64Array;
  readonly gradients: Float64Array;
  readonly slopes: Float64Array;
  readonly squares: Float64Array;
  readonly grams: Float64Array;
  /** 1 where s_i is eliminated: an old block whose bound is not held. */
  readonly eliminated: Uint8Array;
}

/**
 * The minimiser from the warm `start`, laid out as the blocks are: an old block carries δ_i, a new one the scalar s_j in its first place.
 * A held old block keeps δ_i free with s_i = −η_i; a held new one is out.
 * @param accuracy of the minimum, relative to the preconditioned norm of the right-hand side
 */
export function* modelMinimum(
  program: MatrixFreeProgram,
  model: BoundedModel,
  start: Float64Array,
  accuracy: number,
): Generator<undefined, Float64Array> {
  const [d, outputs] = [program.operator.blockSize, program.data.outputs];
  const { which } = model.state;
  const movers = moversOf(model, d, outputs);
  const precondition = preconditionerOf(program, movers);
  const rightHandSide = rightHandSideOf(movers, d * outputs);
  const preconditioned = new Float64Array(rightHandSide.length);
  precondition(rightHandSide, preconditioned);
  const energy = accuracy * accuracy * dot(rightHandSide, preconditioned);
  const x = selectBlocks({ which, blocks: start }, d * outputs, movers.which);
  const apply = operatorOf(program, movers);
  yield* conjugateGradient({ apply, precondition, rightHandSide, energy, maxIterations: 200 }, x);
  return selectBlocks({ which: movers.which, blocks: x }, d * outputs, which);
}

function moversOf(
  { state, gradients, slopes, squares, grams, held }: BoundedModel,
  d: number,
  outputs: number,
): Movers {
  const moves = (_: number, a: number) => state.eta[a] > 0 || (!held[a] && squares[a] > 0);
  const which = state.which.filter(moves);
  return {
    which,
    eta: state.eta.filter(moves),
    gradients: selectBlocks({ which: state.which, blocks: gradients }, d * outputs, which),
    slopes: slopes.filter(moves),
    squares: squares.filter(moves),
    grams: selectBlocks({ which: state.which, blocks: grams }, d * d, which),
    eliminated: held.map((bound, a) => (state.eta[a] > 0 && !bound && squares[a] > 0 ? 1 : 0)).filter(moves),
  };
}

/** x → Ax, the Hessian of the model over its movers. */
function operatorOf(program: MatrixFreeProgram, { which, eta, gradients, squares, eliminated }: Movers) {
  const size = program.operator.blockSize * program.data.outputs;
  const blocks = new Float64Array(gradients.length);
  const back = new Float64Array(gradients.length);
  return (x: Float64Array, out: Float64Array): void => {
    for (let k = 0; k < x.length; k++) {
      const b = Math.floor(k / size);
      blocks[k] = eta[b] > 0 ? x[k] : x[b * size] * gradients[k];
    }
    normalProduct(program, which, 4 / program.lambda, blocks, back);
    for (let b = 0; b < which.length; b++) {
      const [from, to] = [b * size, (b + 1) * size];
      let along = 0;
      if (eta[b] === 0) {
        for (let k = from; k < to; k++) along += gradients[k] * back[k];
        out.fill(0, from, to);
        out[from] = along;
        continue;
      }
      if (eliminated[b]) for (let k = from; k < to; k++) along += (gradients[k] * x[k]) / squares[b];
      for (let k = from; k < to; k++) out[k] = back[k] + (2 / eta[b]) * (x[k] - along * gradients[k]);
    }
  };
}

function rightHandSideOf({ which, eta, gradients, slopes, squares, eliminated }: Movers, size: number): Float64Array {
  const out = new Float64Array(gradients.length);
  for (let b = 0; b < which.length; b++) {
    if (eta[b] === 0) {
      out[b * size] = -slopes[b];
      continue;
    }
    const factor = eliminated[b] ? slopes[b] / squares[b] : 2;
    for (let k = b * size; k < (b + 1) * size; k++) out[k] = -factor * gradients[k];
  }
  return out;
}

/** r → M⁻¹r, M the sampled diagonal blocks of the model's Hessian. */
function preconditionerOf({ operator, data, lambda }: MatrixFreeProgram, movers: Movers) {
  const { which, eta, gradients, squares, grams, eliminated } = movers;
  const [d, outputs] = [operator.blockSize, data.outputs];
  const size = d * outputs;
  const factors = factorBlocks(grams, which.length, d, 4 / lambda, (b, block) => {
    if (eta[b] === 0) return;
    // With several outputs the elimination couples them, which a d×d block cannot hold.
    const project = outputs === 1 && eliminated[b] ? 1 / squares[b] : 0;
    for (let i = 0; i < d; i++) {
      block[i * d + i] += 2 / eta[b];
      for (let k = 0; k <= i; k++) {
        block[i * d + k] -= (2 / eta[b]) * project * gradients[b * size + i] * gradients[b * size + k];
      }
    }
  });
  const curvatures = Float64Array.from(which, (_, b) =>
    eta[b] === 0 ? newBlockCurvature(gradients, grams, b, d, outputs, lambda) : 0,
  );
  return (r: Float64Array, out: Float64Array): void => {
    for (let b = 0; b < which.length; b++) {
      if (eta[b] > 0) {
        solveBlock(factors, b, d, outputs, r, out);
        continue;
      }
      out.fill(0, b * size, (b + 1) * size);
      out[b * size] = r[b * size] / curvatures[b];
    }
  };
}

/** (4/λ) Σ_c G_cᵀ B G_c of block b: the preconditioner of a new block's one variable. */
export function newBlockCurvature(
  gradients: Float64Array,
  grams: Float64Array,
  b: number,
  d: number,
  outputs: number,
  lambda: number,
): number {
  const g = gradients.subarray(b * d * outputs, (b + 1) * d * outputs);
  let sum = 0;
  for (let c = 0; c < outputs; c++) {
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < d; k++) sum += g[i * outputs + c] * grams[b * d * d + i * d + k] * g[k * outputs + c];
    }
  }
  return Math.max((4 / lambda) * sum, 1e-300);
}
