import { maximum, scaled } from "../../linear-algebra/vectors.js";
import { valueAboveAt, withoutConstant } from "../../losses/constant/with-constant.js";
import { BoundedSum, gamma, lengthAbove, nextUp, underflow } from "../../numerics/rigorous/index.js";
import {
  type BlockProgram,
  type DualBound,
  gradientNorms,
  measureBlockNorms,
  type SparseBlocks,
} from "../../programs/group-program.js";
import type { PenalisedProgram } from "../../programs/penalised.js";
import { lengthFromRounded, magnitudeLength, predictionsWithin, transposeError } from "./rounding-bounds.js";
import { affordsSharp, sharpLengths } from "./sharp-products.js";

/**
 * Both ends of a certificate as theorems about the doubles of the problem: P(W) from above, and D(z̃) from below at a z̃ that is dual feasible in
 * exact arithmetic,
 *
 *     U ≥ max_i ‖Φ_iᵀz‖,   z̃ near s·z,   sU + ‖Aᵀ|z̃ − sz|‖ ≤ λ   ⇒   ‖Φ_iᵀz̃‖ ≤ λ for every i.
 *
 * What is recorded leaves room for three times the rounding error, so that whoever computes the products in another order still proves it.
 */

/** Rounding errors that a record leaves room for: its own, and two by which another order of summation may differ. */
export const recordedErrors = 3;

/**
 * The better of two proved upper bounds: with one rounding error, and with as many as records leave room for. Elementary functions rise but for
 * their own rounding, so that the first need not be the smaller one.
 */
export function leastOf(above: (errors: number) => number): number {
  return Math.min(above(1), above(recordedErrors));
}

/** Never below ‖w_a‖ for every listed block. */
export function lengthsAbove({ which, blocks }: SparseBlocks): Float64Array {
  const size = blocks.length / which.length;
  return Float64Array.from(which, (_, a) => lengthAbove(size, (k) => blocks[a * size + k]));
}

/** Never below λ Σ‖w_i‖. */
export function groupPenaltyAbove(lambda: number, point: SparseBlocks): number {
  if (point.which.length === 0) return 0;
  const sum = new BoundedSum();
  for (const length of lengthsAbove(point)) sum.add(length);
  return nextUp(lambda * sum.upper);
}

/** How L of a point is bounded: in so many rounding errors, at the best constant or at a given one. */
interface LossBound {
  readonly errors: number;
  readonly constant?: Float64Array | undefined;
  /** Further entry-wise distances of what is judged from u. */
  readonly leaks?: Float64Array | undefined;
}

/** u, and a value that is never below L of the exact Σ Φ_iw_i. */
export function lossAbove(
  program: Pick<BlockProgram, "operator" | "data" | "loss">,
  point: SparseBlocks,
  { errors, constant, leaks }: LossBound,
): { readonly u: Float64Array; readonly above: number } {
  const { loss, data } = program;
  const { u, radius } = predictionsWithin(program, point);
  // In place: at many rows vectors of this size are most of the memory.
  for (let k = 0; k < radius.length; k++) {
    const leak = leaks?.[k] ?? 0;
    radius[k] = radius[k] === 0 && leak === 0 ? 0 : nextUp(nextUp(errors * radius[k]) + leak);
  }
  const base = withoutConstant(loss);
  const above = constant ? valueAboveAt(base, constant, u, radius, data) : loss.valueAbove(u, radius, data);
  return { u, above };
}

/** A bound of max_i ‖Φ_iᵀz‖, and what whoever repeats it at a multiple of z of at most that size may add. */
export interface LargestNorm {
  readonly largest: number;
  readonly room: number;
}

/**
 * Never below max_i ‖Φ_iᵀz‖ (with cones, of the projections). The a-priori bound in so many rounding errors decides which gates can be the largest,
 * or can be above a level where one is given; sharp sums are for those, where they are few.
 */
export function* largestNormAbove(
  program: BlockProgram,
  z: Float64Array,
  errors: number,
  level?: number,
): Generator<undefined, LargestNorm> {
  if (z.every((value) => value === 0)) return { largest: 0, room: 0 };
  const { error, above } = roundingOf(program, z);
  yield undefined;
  if (program.cones) return { largest: above(yield* measureBlockNorms(program, z), errors), room: 0 };
  const norms = gradientNorms(program, z);
  yield undefined;
  const most = Math.max(0, maximum(norms));
  const least = level === undefined ? most - 4 * error : level;
  const near = norms.map((norm) => (level === undefined ? norm : above(norm, 1)));
  const which = Int32Array.from(norms.keys()).filter((i) => !(near[i] <= least));
  const sharp = sharpest(program, z, which);
  if (!sharp) return { largest: above(most, errors), room: 0 };
  const { lengths, error: room } = sharp;
  const isNear = new Set(which);
  const others = norms.reduce((largest, norm, i) => (isNear.has(i) ? largest : Math.max(largest, norm)), 0);
  return { largest: Math.max(others > 0 ? above(others, 1) : 0, maximum(lengths), 0), room };
}

/** What is read of a program. */
type Priced = Pick<BlockProgram, "operator" | "data">;

/** What a product is off by at most, and never below a length from the computed one, in so many such errors. */
function roundingOf({ operator, data }: Priced, z: Float64Array) {
  const error = transposeError(operator, z, data.outputs);
  const size = operator.blockSize * data.outputs;
  return { error, above: (norm: number, errors: number) => lengthFromRounded(norm, nextUp(errors * error), size) };
}

/** Sharp lengths of few gates; undefined where there are too many, or numbers too large. */
function sharpest({ operator, data }: Priced, z: Float64Array, which: Int32Array) {
  const { masked } = operator.magnitude;
  if (!affordsSharp(masked, data.outputs, which.length)) return undefined;
  const found = sharpLengths(masked, operator.blockSize, { z, outputs: data.outputs }, which);
  return found.lengths.every(Number.isFinite) ? found : undefined;
}

/** Never below ‖Φ_iᵀz‖, for every block, in so many rounding errors. */
export function normsAbove(program: Priced, z: Float64Array, errors = 1): Float64Array {
  const { above } = roundingOf(program, z);
  return gradientNorms(program, z).map((norm) => above(norm, errors));
}

/** The same, sharp for all blocks where they are few, or only for those that can be the largest where no others count. */
export function tightNormsAbove(program: Priced, z: Float64Array, errors: number, onlyLargest: boolean): Float64Array {
  const { error, above } = roundingOf(program, z);
  const norms = gradientNorms(program, z);
  const least = maximum(norms) - 4 * error;
  const which = Int32Array.from(norms.keys()).filter((i) => !onlyLargest || !(norms[i] <= least));
  const out = norms.map((norm) => above(norm, errors));
  const sharp = sharpest(program, z, which);
  if (sharp) for (const [a, gate] of which.entries()) out[gate] = Math.min(out[gate], sharp.lengths[a]);
  return out;
}

/** Attempts to meet λ, each a little closer to 0; a second one is needed where rounding of s·z outweighs the room that the first left. */
const attempts = 8;

/** A point near the best multiple of z that satisfies the dual constraint exactly, and a value that is never above D there. */
export function* rigorousDual(program: BlockProgram, given: Float64Array): Generator<undefined, DualBound> {
  const z = program.loss.feasible(given, program.data);
  yield undefined;
  const { largest, room } = yield* largestNormAbove(program, z, recordedErrors);
  yield undefined;
  return yield* scaledInto(program, z, largest, room);
}

/** The same where a bound of max_i ‖Φ_iᵀz‖ is known, over the program's gates or over more. Yields between looks at all rows. */
export function* scaledInto(
  program: BlockProgram,
  z: Float64Array,
  largest: number,
  room = 0,
): Generator<undefined, DualBound> {
  const { loss, data, lambda } = program;
  let scale = loss.bestDualScale(z, data, largest > 0 ? lambda / largest : Number.MAX_VALUE);
  for (let attempt = 0; attempt < attempts && scale > 0; attempt++) {
    yield undefined;
    const point = loss.feasible(scaled(z, scale), data);
    yield undefined;
    const priced = nextUp(scale * nextUp(largest + 2 * room));
    const bound = boundAsPriced(program, priced, distanceLength(program, point, { z, scale }));
    yield undefined;
    if (bound <= lambda) return { point, objective: loss.dualBelow(point, data) };
    scale *= (lambda / bound) * (1 - 2 ** -50);
  }
  const point = new Float64Array(z.length);
  return { point, objective: loss.dualBelow(point, data) };
}

/** Never below what `largestNormAbove` finds at z̃ itself, in any order of summation, from the two parts of its bound. */
function boundAsPriced({ operator, data }: BlockProgram, scaled: number, distance: number): number {
  const size = operator.blockSize * data.outputs;
  const rows = operator.magnitude.values.length / operator.blockSize + operator.magnitude.extra;
  const parts = nextUp(
    nextUp(scaled * nextUp(1 + gamma(8 * (size + 4)))) + nextUp(distance * nextUp(1 + gamma(4 * (rows + size)))),
  );
  return nextUp(parts + nextUp(8 * (size * 2 ** -536 + underflow(rows * size) * (1 + operator.magnitude.factor))));
}

/** Never below ‖Φ_iᵀ(z̃ − sz)‖ for any block. */
export function distanceLength(
  { operator, data }: Pick<BlockProgram | PenalisedProgram, "operator" | "data">,
  point: Float64Array,
  { z, scale }: { readonly z: Float64Array; readonly scale: number },
): number {
  const distances = point.map((value, k) => {
    const product = scale * z[k];
    const rounding = nextUp(Math.abs(product)) - Math.abs(product);
    return nextUp(nextUp(Math.abs(value - product)) + rounding);
  });
  return magnitudeLength(operator, distances, data.outputs);
}
