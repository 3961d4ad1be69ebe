import { norm } from "../linear-algebra/vectors.js";
import type { Tilt } from "../losses/tilted.js";
import { power } from "../numerics/elementary/index.js";
import { groupNorm, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { selectBlocks } from "../solvers/working-blocks.js";
import { boundBelow, violating } from "./outer-bound.js";
import { objectiveAt, type RangeProblem, type RangeRow } from "./range-problem.js";
import { broughtInside, farthestOn, partway, type RayEnd } from "./ray.js";
import type { RowOperators } from "./row-operators.js";
import { solveTilted } from "./tilted-solve.js";

/**
 * The least cᵀf(x) over the models of a range problem,
 *
 *     min over (w, b) of cᵀ(Σ_i d_i(x) xᵀw_i + b)   subject to   P(w, b) ≤ C
 *
 * by its Lagrangian: for a multiplier τ > 0 the minimum of P(w, b) + τ cᵀf(x), a group program with one more row (losses/tilted.ts), is solved
 * warm, and τ is moved until P = C. Every dual point bounds the least value from below, whatever τ; every point gives a model that attains a value,
 * on the ray from w° (ray.ts).
 *
 * How P grows with τ is seen from a single solve, because d(P + τcᵀf)/dτ = cᵀf at the minimum. Where P − P° ∝ τ^p, with p = 2 near w°,
 *
 *     τ (cᵀf° − cᵀf)/(P − P°) = p/(p − 1),   and the next τ is   τ ((C − P°)/(P − P°))^(1/p).
 *
 * Gates whose block can hardly leave zero are left out of the solves, and the last dual point is priced over all of them.
 */
export interface End {
  /** Never above the least value. */
  readonly bound: number;
  /** What a model of the set attains, up to rounding. */
  readonly attained: number;
  readonly model: RayEnd;
}

/** What is kept from end to end. */
export class RangeMemory {
  /** Gates that are let into the solves, ascending. */
  working: Int32Array;
  /** How far the last end lay from the trained model, for the size of its row; undefined before. */
  reach: number | undefined;

  constructor({ point, norms, program }: RangeProblem) {
    const active = new Set(point.which);
    const near = Int32Array.from(norms.keys()).filter(
      (gate) => active.has(gate) || norms[gate] >= nearShare * program.lambda,
    );
    this.working = near.length > 0 ? near : Int32Array.of(0);
  }

  /** Lets gates in; whether any is new. */
  add(gates: readonly number[]): boolean {
    const before = this.working.length;
    const joined = Int32Array.from(new Set([...this.working, ...gates])).sort();
    if (joined.length > before) this.working = joined;
    return joined.length > before;
  }
}

/** Gates whose norm at the trained model is at least this share of λ are let in from the beginning. */
const nearShare = 0.85;
/** Values of τ, and rounds of pricing, of one end. */
const mostRounds = 24;
/** The gap of a solve whose τ is a guess. */
const roughShare = 0.1;
/** What a τ that is off by a share costs the bound is about a third of that share's square; this many roots of the tolerance are near enough. */
const nearEnough = 1.5;

/** The least and the greatest p that a solve is believed. */
const powers = [1.5, 4] as const;
/** Two τ whose ratio is larger say less of those between them than the last solve alone. */
const closeBracket = 1.5;

/** The row's own part of the search. */
interface Search {
  readonly problem: RangeProblem;
  readonly row: RangeRow;
  readonly operators: RowOperators;
  readonly direction: Float64Array;
  /** Of the distance between the trained model and the end. */
  readonly tolerance: number;
  readonly memory: RangeMemory;
  readonly from: RayEnd;
}

/** Where a search stands. */
interface Standing {
  readonly best: End;
  /** τ of the next solve. */
  readonly tilt: number;
  /** Its start. */
  readonly start: SparseBlocks;
  /** How far the end lies from the trained model, about. */
  readonly reach: number;
  /** Whether `reach` is more than a guess. */
  readonly isKnown: boolean;
  /** The gap of the next solve, of the way to the end. */
  readonly share: number;
  /** The solves with the largest τ that cost no more than is allowed (at τ = 0 the trained model), and with the smallest that cost more. */
  readonly inside: TiltedEnd;
  readonly outside?: TiltedEnd | undefined;
}

/** The minimum of P + τcᵀf. */
interface TiltedEnd {
  readonly tilt: number;
  readonly end: RayEnd;
  /** P − P° */
  readonly spent: number;
  /** Whether it was solved to more than a rough gap. */
  readonly isExact: boolean;
}

/** The least cᵀf(x), from both sides; yields every few milliseconds. */
export function* leastValue(search: Search): Generator<undefined, End> {
  const { problem, row, tolerance, memory, from } = search;
  const { limit, objective, point } = problem;
  const centre = outputOf(search, from);
  const size = sizeOf(row);
  const reach = size * (memory.reach ?? firstReach(problem));
  let at: Standing = {
    best: { bound: Number.NEGATIVE_INFINITY, attained: centre, model: from },
    tilt: (2 * (limit - objective)) / reach,
    ...{ start: point, reach },
    isKnown: memory.reach !== undefined,
    share: roughShare,
    inside: untilted(from),
  };
  const isDone = ({ bound, attained }: End) =>
    bound > Number.NEGATIVE_INFINITY && attained - bound <= tolerance * (centre - bound);
  for (let round = 0; round < mostRounds && !isDone(at.best); round++) at = yield* nextStanding(search, at);
  const model = broughtInside(problem, from, at.best.model);
  if (centre > at.best.attained) memory.reach = (centre - at.best.attained) / size;
  return { ...at.best, model, attained: outputOf(search, model) };
}

/** After a solve at the standing's τ; where that is nearly the right one, with all gates priced and a bound. */
function* nextStanding(search: Search, standing: Standing): Generator<undefined, Standing> {
  const { problem, operators, direction, tolerance, memory, from } = search;
  const { full } = operators;
  const { tilt, start, reach, isKnown, share } = standing;
  const budget = problem.limit - problem.objective;
  const stated: Tilt = { direction, tilt, limit: problem.limit, isFree: false };
  const { end, z } = yield* solveTilted(
    { problem, operators, which: memory.working },
    stated,
    start,
    share * reach * tilt,
  );
  const spent = objectiveOf(problem, end) - problem.objective;
  const isExact = isKnown && share < roughShare;
  const found: TiltedEnd = { tilt, end, spent, isExact };
  const rays = [0, vanishing].map((kept) => rayThrough(search, found, kept));
  const bracket = narrowed(search, standing, found, budget);
  const { inside, outside } = bracket;
  let best = rays.reduce((most, ray) => better(search, most, ray), standing.best);
  if (outside && inside.tilt > 0) best = better(search, best, farthestOn(problem, inside.end, outside.end));
  const ratio = Math.sqrt(budget / Math.max(spent, budget * 1e-6));
  const isBent = inside.isExact && outside?.isExact === true;
  const isWider = isExact && memory.add(violating(full, z, problem, tolerance));
  if (isExact && (isBent || Math.abs(ratio - 1) <= nearEnough * Math.sqrt(tolerance))) {
    const bound = yield* boundBelow(full, z, problem, stated);
    if (bound > best.bound) best = { ...best, bound };
  }
  return {
    // What fewer gates spend says nothing of more.
    ...{ best, ...(isWider ? { inside: untilted(from), outside: undefined } : bracket) },
    tilt: nextTilt(search, bracket, byPower(search, found, budget), budget),
    start: rays[0].point,
    reach: Math.max(outputOf(search, from) - best.attained, 1e-3 * reach),
    isKnown: isKnown || (ratio > 0.5 && ratio < 2),
    share: isBent || (ratio > 0.7 && ratio < 1.4) ? 0.3 * tolerance : Math.min(share, roughShare),
  };
}

/**
 * A place where P = C near an end, in the direction in which it lies from the trained model, over its own blocks alone: those that it has left would
 * come back on the ray from w° itself, for which P pays their norms. P rises by τ for each unit by which cᵀf falls along it. Where w° without those
 * blocks costs too much, that says where another start is.
 */
function rayThrough(search: Search, { tilt, end, spent }: TiltedEnd, kept: number): RayEnd {
  const { problem, operators, from } = search;
  const { program, limit, objective } = problem;
  const { data, operator } = program;
  const point = ownBlocks(from.point, end.point, { size: operator.blockSize * data.outputs, kept });
  const extended = { operator: operators.full, data: { ...data, sampleCount: data.sampleCount + 1 } };
  const start = { ...from, point, outputs: predictionsOf(extended, point) };
  const over = spent - (limit - objective);
  if (over <= 0 || objectiveOf(problem, start) < limit) return farthestOn(problem, start, end);
  const share = (2 * over) / (tilt * (outputOf(search, start) - outputOf(search, end)));
  const near = share > 0 && share < 1 ? partway(problem, end, start, share) : from;
  return farthestOn(problem, objectiveOf(problem, near) < limit ? near : from, end);
}

/** A block that has shrunk to less than this share may be about to vanish, and to turn around if it goes on. */
const vanishing = 0.5;

/** The blocks of a point over the gates of another; those of the other where they have shrunk to less than a share. */
function ownBlocks(
  from: SparseBlocks,
  { which, blocks }: SparseBlocks,
  { size, kept }: { readonly size: number; readonly kept: number },
): SparseBlocks {
  const own = selectBlocks(from, size, which);
  for (let k = 0; k < own.length; k += size) {
    if (norm(blocks, k, k + size) < kept * norm(own, k, k + size)) own.set(blocks.subarray(k, k + size), k);
  }
  return { which, blocks: own };
}

/** The next τ from a solve's own power of τ. */
function byPower(search: Search, { tilt, end, spent }: TiltedEnd, budget: number): number {
  const won = tilt * (outputOf(search, search.from) - outputOf(search, end));
  const [least, most] = powers;
  const p = won > spent && spent > 0 ? Math.max(least, Math.min(most, won / (won - spent))) : 2;
  return tilt * Math.max(1 / 64, Math.min(8, power(budget / Math.max(spent, budget * 1e-6), 1 / p)));
}

/** What stands for a solve before there is one. */
const untilted = (from: RayEnd): TiltedEnd => ({ tilt: 0, end: from, spent: 0, isExact: false });

type Bracket = Pick<Standing, "inside" | "outside">;

/**
 * The bracket of τ with one more solve. What a rough one spends may lie on the wrong side of a jump of P, so that an exact one takes the place of all
 * rough ones.
 */
function narrowed(search: Search, { inside, outside }: Bracket, found: TiltedEnd, budget: number): Bracket {
  const low = found.isExact && !inside.isExact ? untilted(search.from) : inside;
  const high = found.isExact && !outside?.isExact ? undefined : outside;
  if (found.spent <= budget) return { inside: found.tilt > low.tilt ? found : low, outside: high };
  return { inside: low, outside: high && high.tilt < found.tilt ? high : found };
}

/** An end with another model, where that attains less. */
function better(search: Search, best: End, model: RayEnd): End {
  const attained = outputOf(search, model);
  return attained < best.attained ? { ...best, attained, model } : best;
}

/**
 * The next τ: the one given, which the last solve says, or the secant's of √(P − P°) where two solves bracket the right one closely. P may jump
 * between them, as it does where a direction costs its norm alone: then the τ at which both have the same P + τcᵀf, which is the jump itself.
 */
function nextTilt(search: Search, { inside, outside }: Bracket, given: number, budget: number): number {
  if (inside.tilt === 0 || !outside || !(inside.tilt < outside.tilt)) return given;
  const wide = outside.tilt - inside.tilt;
  const isWithin = (tilt: number) => tilt > inside.tilt && tilt < outside.tilt;
  const wider = outside.tilt / inside.tilt;
  if (wider > closeBracket && isWithin(given)) return given;
  if (outside.spent <= 1.5 * wider * wider * inside.spent) {
    const [low, high] = [inside.spent, outside.spent].map(Math.sqrt);
    const secant = inside.tilt + (wide * (Math.sqrt(budget) - low)) / (high - low);
    if (isWithin(secant)) return secant;
  }
  const same = (outside.spent - inside.spent) / (outputOf(search, inside.end) - outputOf(search, outside.end));
  return isWithin(same) ? same : Math.sqrt(inside.tilt * outside.tilt);
}

/** cᵀf(x) of some weights. */
function outputOf({ direction }: Search, { outputs, constant }: RayEnd): number {
  const from = outputs.length - direction.length;
  return direction.reduce((sum, c, k) => sum + c * (outputs[from + k] + constant[k]), 0);
}

/** A first guess of how far an end lies from the trained model, for a row of size 1. */
function firstReach({ program, limit, objective }: RangeProblem): number {
  return Math.sqrt((limit - objective) / Math.max(1, program.data.sampleCount)) + Number.MIN_VALUE;
}

/** √(1 + ‖x‖²) */
function sizeOf({ values }: RangeRow): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 1));
}

/** P(w, b) */
function objectiveOf(problem: RangeProblem, { point, constant, outputs }: RayEnd): number {
  return objectiveAt(problem, outputs, constant, groupNorm(point));
}
