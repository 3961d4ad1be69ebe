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

/** How many rounds the place on a ray takes at most. */
const rounds = 60;
/** By how much P stays below C, as a share of it: what rounding may add, so that a proved P is not above C. */
const belowLimit = 2 ** -46;

/**
 * The weights on the ray from the trained model through others that cost as much as is allowed: (w°, b°) + t(w − w°, b − b°) with P = C. P is
 * convex along the ray and below C at t = 0, so that the place is found by false position. Where P is quadratic between, w − w° has the best direction
 * whatever its multiplier was, and the place is the best one. P ≤ C holds there up to rounding (`broughtInside`).
 */
export function farthestOn(problem: RangeProblem, from: RayEnd, to: RayEnd): RayEnd {
  const { limit } = problem;
  const { normsAt, at } = segment(problem, from, to);
  const most = limit * (1 - belowLimit);
  const excess = (t: number) =>
    objectiveAt(problem, between(from.outputs, to.outputs, t), between(from.constant, to.constant, t), normsAt(t)) -
    most;
  return at(lastInside(excess, ...enclosed(excess)));
}

/** The weights (1 − t) from + t to. */
export function partway(problem: RangeProblem, from: RayEnd, to: RayEnd, t: number): RayEnd {
  return segment(problem, from, to).at(t);
}

function segment({ program }: RangeProblem, from: RayEnd, to: RayEnd) {
  const { normsAt, pointAt } = unionOf(from.point, to.point, program.operator.blockSize * program.data.outputs);
  return {
    normsAt,
    at: (t: number): RayEnd => ({
      point: pointAt(t),
      constant: between(from.constant, to.constant, t),
      outputs: between(from.outputs, to.outputs, t),
    }),
  };
}

/** The weights themselves, drawn towards the trained model until P ≤ C with every rounding counted. */
export function broughtInside(problem: RangeProblem, from: RayEnd, to: RayEnd): RayEnd {
  const { program, limit } = problem;
  const { at } = segment(problem, from, to);
  let t = 1;
  for (let less = 2 ** -50; less < 1; less *= 4) {
    const found = at(t);
    if (primalAbove(program, found.point, 1, found.constant).above <= limit) return found;
    t *= 1 - less;
  }
  return from;
}

/** Two places with their excess, the first inside and the second outside or as far as is looked. */
function enclosed(excess: (t: number) => number): [number, number, number, number] {
  let [low, high] = [0, 1];
  let [atLow, atHigh] = [excess(0), excess(1)];
  for (let round = 0; round < rounds && atHigh <= 0; round++) {
    [low, atLow] = [high, atHigh];
    high *= 2;
    atHigh = excess(high);
  }
  return [low, atLow, high, atHigh];
}

/**
 * The last place inside, by false position: a convex excess lies below its chord, so that every chord crosses 0 inside. The end outside weighs half as
 * much where it stays (the Illinois rule); where a chord lands outside by rounding, or gains nothing, the middle is taken.
 */
function lastInside(excess: (t: number) => number, from: number, atFrom: number, to: number, atTo: number): number {
  let [low, atLow, high, atHigh] = [from, atFrom, to, atTo];
  for (let round = 0; round < rounds && high - low > 2 ** -50 * high && atLow < 0 && atHigh > 0; round++) {
    const chord = low - (atLow * (high - low)) / (atHigh - atLow);
    const t = chord > low && chord < high && round % 4 < 3 ? chord : (low + high) / 2;
    const value = excess(t);
    if (value <= 0) {
      [low, atLow] = [t, value];
      atHigh /= 2;
    } else [high, atHigh] = [t, value];
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
