import { dot, norm } from "../../linear-algebra/vectors.js";
import type { GroupProgram } from "../../programs/group-program.js";
import type { MatrixFreeProgram } from "./products.js";
import { type BoundedModel, modelMinimum, newBlockCurvature } from "./second-order-model.js";
import type { GrownState } from "./state.js";

/**
 * The search directions of the matrix-free Newton: the minimum of its second-order model subject to
 *
 *     η + s ≥ 0
 *
 * Violated bounds are held round by round. Where the minimum is no descent, a step of iterative reweighting takes its
 * place.
 * Does not do: the exact minimum under the bounds (a few rounds are enough for a direction), how far to go along it.
 */
export interface SearchDirection {
  /** s, the change of η. */
  readonly step: Float64Array;
  /** δ, the change of w that goes with it, to first order. */
  readonly delta: Float64Array;
}

const MOST_ROUNDS = 6;
/** Rounds in which a bound may be let go again. */
const RELEASING_ROUNDS = 3;

/** Solves the quadratic model by conjugate gradients, holding violated bounds for at most six rounds. */
export function* newtonDirection(
  program: MatrixFreeProgram,
  grown: GrownState,
  grams: Float64Array,
  accuracy: number,
): Generator<undefined, SearchDirection> {
  const { state, gradients } = grown;
  const size = program.operator.blockSize * program.data.outputs;
  const held = new Uint8Array(state.which.length);
  const squares = Float64Array.from(state.which, (_, a) => norm(gradients, a * size, (a + 1) * size) ** 2);
  const model: BoundedModel = { ...grown, grams, squares, held };
  let x = new Float64Array(state.blocks.length) as Float64Array;
  let step = new Float64Array(state.which.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    // The first round mostly tells which bounds hold; what it leaves is solved with them.
    x = yield* modelMinimum(program, model, x, round === 0 ? 3 * accuracy : accuracy);
    step = stepOf(model, x, size);
    if (!changeBounds(model, x, step, size, round < RELEASING_ROUNDS)) break;
  }
  return withinBounds(model, x, step, size);
}

/** s at the minimum x of the model. */
function stepOf({ state, gradients, slopes, squares, held }: BoundedModel, x: Float64Array, size: number) {
  return Float64Array.from(state.which, (_, a) => {
    if (state.eta[a] === 0) return held[a] ? 0 : x[a * size];
    if (held[a] || squares[a] === 0) return -state.eta[a];
    const g = gradients.subarray(a * size, (a + 1) * size);
    return (dot(g, x.subarray(a * size, (a + 1) * size)) - (state.eta[a] * slopes[a]) / 2) / squares[a];
  });
}

/** Holds the bounds that s violates, in place, and lets go of others where that lowers the model; whether any changed. */
function changeBounds(
  model: BoundedModel,
  x: Float64Array,
  step: Float64Array,
  size: number,
  mayRelease: boolean,
): boolean {
  const { state, held } = model;
  let changed = false;
  for (let a = 0; a < step.length; a++) {
    const violated = !held[a] && step[a] < -state.eta[a];
    if (!violated && !(held[a] && mayRelease && wantsRelease(model, x, a, size))) continue;
    held[a] = violated ? 1 : 0;
    changed = true;
  }
  return changed;
}

/** Whether the model falls when the bound s_a = −η_a of an old block is let go: its slope ĝ − 2(η_aG_a + δ_a)·G_a/η_a is negative. */
function wantsRelease({ state, gradients, slopes }: GrownState, x: Float64Array, a: number, size: number): boolean {
  const eta = state.eta[a];
  if (eta === 0) return false;
  let along = 0;
  for (let k = a * size; k < (a + 1) * size; k++) along += (eta * gradients[k] + x[k]) * gradients[k];
  return slopes[a] - (2 * along) / eta < 0;
}

/** The direction of s and x, with the bounds that still are violated cut off. */
function withinBounds(model: BoundedModel, x: Float64Array, s: Float64Array, size: number): SearchDirection {
  const { state, gradients, held } = model;
  const step = s.map((value, a) => Math.max(value, -state.eta[a]));
  const delta = x.map((value, k) => {
    const a = Math.floor(k / size);
    if (state.eta[a] === 0) return step[a] * gradients[k];
    return held[a] ? -state.blocks[k] : value;
  });
  return { step, delta };
}

/**
 * A direction along which J surely falls. It is for second-order models that are degenerate (fewer rows than variables)
 * and whose minimum is no descent. The direction is η ← ‖w‖ on old blocks, one step of iterative reweighting, which
 * never raises J, and the one most promising new block.
 */
export function reweightingDirection(program: GroupProgram, grown: GrownState, grams: Float64Array): SearchDirection {
  const { state, gradients, slopes } = grown;
  const [d, outputs] = [program.operator.blockSize, program.data.outputs];
  const size = d * outputs;
  const step = state.eta.map((eta, a) => eta * (norm(gradients, a * size, (a + 1) * size) - 1));
  const delta = new Float64Array(state.blocks.length);
  let [best, promise, length] = [-1, 0, 0];
  state.eta.forEach((eta, a) => {
    if (eta > 0 || slopes[a] >= 0) return;
    const curvature = newBlockCurvature(gradients, grams, a, d, outputs, program.lambda);
    if (slopes[a] ** 2 / curvature > promise)
      [best, promise, length] = [a, slopes[a] ** 2 / curvature, -slopes[a] / curvature];
  });
  if (best >= 0) {
    step[best] = length;
    for (let k = best * size; k < (best + 1) * size; k++) delta[k] = length * gradients[k];
  }
  return { step, delta };
}
