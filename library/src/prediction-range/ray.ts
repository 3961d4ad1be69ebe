import { primalAbove } from "../certificates/blocks.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { selectBlocks } from "../solvers/working-blocks.js";
import { objectiveAt, type RangeProblem } from "./range-problem.js";

/** Weights and constant, with their outputs on the table and on the row. */
export interface RayEnd {
  readonly point: SparseBlocks;
  readonly constant: Float64Array;
  /** Σ Φ_iw_i on the table's rows and then on the row, (n+1)×K. */
  readonly outputs: Float64Array;
}

/** How many rounds of bisection the place on a ray takes. */
const rounds = 60;

/**
 * The weights on the ray from the trained model through others that cost as much as is allowed: (w°, b°) + t(w − w°, b − b°) with P = C. P is
 * convex along the ray and below C at t = 0, so that the place is found by bisection. Where P is quadratic between, w − w° has the best direction
 * whatever its multiplier was, and the place is the best one. P ≤ C holds there up to rounding (`broughtInside`).
 */
export function farthestOn(problem: RangeProblem, from: RayEnd, to: RayEnd): RayEnd {
  const { program, limit } = problem;
  const union = unionOf(from.point, to.point, program.operator.blockSize * program.data.outputs);
  const at = (t: number) => between(from.outputs, to.outputs, t);
  const constantAt = (t: number) => between(from.constant, to.constant, t);
  const isInside = (t: number) => objectiveAt(problem, at(t), constantAt(t), union.normsAt(t)) <= limit;
  const t = bisected(isInside, ...enclosed(isInside));
  return { point: union.pointAt(t), constant: constantAt(t), outputs: at(t) };
}

/** The weights themselves, drawn towards the trained model until P ≤ C with every rounding counted. */
export function broughtInside(problem: RangeProblem, from: RayEnd, to: RayEnd): RayEnd {
  const { program, limit } = problem;
  const union = unionOf(from.point, to.point, program.operator.blockSize * program.data.outputs);
  let t = 1;
  for (let less = 2 ** -50; less < 1; less *= 4) {
    const point = union.pointAt(t);
    const constant = between(from.constant, to.constant, t);
    if (primalAbove(program, point, 1, constant).above <= limit) {
      return { point, constant, outputs: between(from.outputs, to.outputs, t) };
    }
    t *= 1 - less;
  }
  return from;
}

/** Two places, the first inside and the second outside or as far as is looked. */
function enclosed(isInside: (t: number) => boolean): [number, number] {
  let high = 1;
  for (let round = 0; round < rounds && isInside(high); round++) high *= 2;
  return [high > 1 ? high / 2 : 0, high];
}

function bisected(isInside: (t: number) => boolean, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let round = 0; round < rounds && high - low > 2 ** -50 * high; round++) {
    const middle = (low + high) / 2;
    if (isInside(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function between(from: Float64Array, to: Float64Array, t: number): Float64Array {
  return from.map((value, k) => value + t * (to[k] - value));
}

/** Blocks of two points over the gates of both. */
function unionOf(from: SparseBlocks, to: SparseBlocks, size: number) {
  const which = Int32Array.from(new Set([...from.which, ...to.which])).sort();
  const [first, second] = [from, to].map((point) => selectBlocks(point, size, which));
  const products = Array.from(which, (_, a) => {
    let [own, mixed, moved] = [0, 0, 0];
    for (let k = a * size; k < (a + 1) * size; k++) {
      const step = second[k] - first[k];
      own += first[k] * first[k];
      mixed += first[k] * step;
      moved += step * step;
    }
    return [own, mixed, moved] as const;
  });
  return {
    normsAt: (t: number) =>
      products.reduce((sum, [own, mixed, moved]) => sum + Math.sqrt(Math.max(0, own + t * (2 * mixed + t * moved))), 0),
    pointAt: (t: number): SparseBlocks => ({ which, blocks: between(first, second, t) }),
  };
}
