import type { Tilt } from "../losses/tilted.js";
import { type GroupProgram, groupNorm, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import type { Iterate } from "../solvers/solver.js";
import { workingSet } from "../solvers/working-set.js";
import { boundBelow, tiltedProgram, violating } from "./outer-bound.js";
import { extendedOperator, objectiveAt, type RangeProblem, type RangeRow } from "./range-problem.js";
import { broughtInside, farthestOn, type RayEnd } from "./ray.js";

/**
 * The least cᵀf(x) over the models of a range problem,
 *
 *     min over (w, b) of cᵀ(Σ_i d_i(x) xᵀw_i + b)   subject to   P(w, b) ≤ C
 *
 * by its Lagrangian: for a multiplier τ > 0 the minimum of P(w, b) + τ cᵀf(x), a group program with one more row (losses/tilted.ts), is solved
 * warm, and τ is moved until P = C. Near w° it is P − P(w°) ∝ τ², so that τ√((C − P°)/(P − P°)) is the next one. Every dual point bounds the
 * least value from below, whatever τ; every point gives a model that attains a value, on the ray from w° (ray.ts).
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
  /** Solves and pricing passes so far. */
  solves = 0;

  constructor({ point, norms, program }: RangeProblem) {
    const active = new Set(point.which);
    const near = Int32Array.from(norms.keys()).filter(
      (gate) => active.has(gate) || norms[gate] >= nearShare * program.lambda,
    );
    this.working = near.length > 0 ? near : Int32Array.of(0);
  }

  add(gates: readonly number[]): void {
    this.working = Int32Array.from(new Set([...this.working, ...gates])).sort();
  }
}

/** Gates whose norm at the trained model is at least this share of λ are let in from the beginning. */
const nearShare = 0.85;
/** Values of τ, and rounds of pricing, of one end. */
const mostRounds = 24;
/** The gap of a solve whose τ is a guess. */
const roughShare = 0.02;
/** Numbers in the blocks, for each row of the table, up to which moving blocks costs less than a factor of all rows. */
const mostMoved = 3;
/** Iterates of one solve. */
const mostIterates = 40;

/** The row's own part of the search. */
interface Search {
  readonly problem: RangeProblem;
  readonly row: RangeRow;
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
  /** The solves with the largest τ that cost no more than is allowed, and with the smallest that cost more. */
  readonly inside?: TiltedEnd | undefined;
  readonly outside?: TiltedEnd | undefined;
}

/** The minimum of P + τcᵀf. */
interface TiltedEnd {
  readonly tilt: number;
  readonly end: RayEnd;
  /** P − P° */
  readonly spent: number;
}

/** The least cᵀf(x), from both sides; yields every few milliseconds. */
export function* leastValue(search: Search): Generator<undefined, End> {
  const { problem, row, tolerance, memory, from } = search;
  const { limit, objective, point } = problem;
  const full = extendedOperator(problem.program, row, Int32Array.from(problem.norms.keys()));
  const centre = outputOf(search, from);
  const size = sizeOf(row);
  const reach = size * (memory.reach ?? firstReach(problem));
  let at: Standing = {
    best: { bound: Number.NEGATIVE_INFINITY, attained: centre, model: from },
    tilt: (2 * (limit - objective)) / reach,
    start: point,
    reach,
    isKnown: memory.reach !== undefined,
    share: roughShare,
  };
  try {
    for (let round = 0; round < mostRounds; round++) {
      at = yield* nextStanding(search, full, at);
      const { bound, attained } = at.best;
      if (bound > Number.NEGATIVE_INFINITY && attained - bound <= tolerance * (centre - bound)) break;
    }
  } finally {
    full.dispose();
  }
  const model = broughtInside(problem, from, at.best.model);
  if (centre > at.best.attained) memory.reach = (centre - at.best.attained) / size;
  return { ...at.best, model, attained: outputOf(search, model) };
}

/** After a solve at the standing's τ; where that is nearly the right one, with all gates priced and a bound. */
function* nextStanding(
  search: Search,
  full: GroupProgram["operator"],
  standing: Standing,
): Generator<undefined, Standing> {
  const { problem, direction, tolerance, memory, from } = search;
  const { tilt, start, reach, isKnown, share } = standing;
  const budget = problem.limit - problem.objective;
  const stated: Tilt = { direction, tilt, limit: problem.limit, isFree: false };
  const { end, z } = yield* solveTilted(search, stated, start, share * reach * tilt);
  const ray = farthestOn(problem, from, end);
  const spent = objectiveOf(problem, end) - problem.objective;
  const bracket = narrowed(standing, { tilt, end, spent }, budget);
  let best = better(search, standing.best, ray);
  const ratio = Math.sqrt(budget / Math.max(spent, budget * 1e-6));
  const isBent = bracket.inside && bracket.outside && isKnown && share < roughShare;
  if (isBent) best = better(search, best, farthestOn(problem, bracket.inside.end, bracket.outside.end));
  if (isBent || (isKnown && share < roughShare && Math.abs(ratio - 1) <= 0.5 * Math.sqrt(tolerance))) {
    memory.add(violating(full, z, problem, tolerance));
    const bound = yield* boundBelow(full, z, problem, stated);
    if (bound > best.bound) best = { ...best, bound };
  }
  return {
    ...{ best, ...bracket },
    tilt: nextTilt(search, bracket, tilt * Math.max(1 / 64, Math.min(8, ratio))),
    // Far beyond C the gap that ends a solve says too little.
    start: ratio < 0.7 ? ray.point : end.point,
    reach: Math.max(outputOf(search, from) - best.attained, 1e-3 * reach),
    isKnown: isKnown || (ratio > 0.5 && ratio < 2),
    share: isBent || (ratio > 0.7 && ratio < 1.4) ? 0.3 * tolerance : Math.min(share, roughShare),
  };
}

type Bracket = Pick<Standing, "inside" | "outside">;

/** The bracket of τ with one more solve. */
function narrowed({ inside, outside }: Bracket, found: TiltedEnd, budget: number): Bracket {
  if (found.spent <= budget) return { inside: inside && inside.tilt > found.tilt ? inside : found, outside };
  return { inside, outside: outside && outside.tilt < found.tilt ? outside : found };
}

/** An end with another model, where that attains less. */
function better(search: Search, best: End, model: RayEnd): End {
  const attained = outputOf(search, model);
  return attained < best.attained ? { ...best, attained, model } : best;
}

/**
 * The next τ: the one given, which the quadratic model says, unless it leaves the bracket or P jumps within it, as it does where a direction costs
 * its norm alone. Then the τ at which both ends of the bracket have the same P + τcᵀf, which is the jump itself where there is one.
 */
function nextTilt(search: Search, { inside, outside }: Bracket, given: number): number {
  if (!inside || !outside || !(inside.tilt < outside.tilt)) return given;
  const wider = outside.tilt / inside.tilt;
  const jumps = outside.spent > 1.5 * wider * wider * inside.spent;
  if (!jumps && given > inside.tilt && given < outside.tilt) return given;
  const same = (outside.spent - inside.spent) / (outputOf(search, inside.end) - outputOf(search, outside.end));
  return same > inside.tilt && same < outside.tilt ? same : Math.sqrt(inside.tilt * outside.tilt);
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

interface Solved {
  readonly end: RayEnd;
  /** −∇L with the last row's −τc, (n+1)×K. */
  readonly z: Float64Array;
}

/** The minimum of P + τcᵀf over the working gates, to a gap. */
function* solveTilted(
  { problem, row, memory }: Search,
  tilt: Tilt,
  start: SparseBlocks,
  gap: number,
): Generator<undefined, Solved> {
  const { program } = problem;
  const which = memory.working;
  const operator = extendedOperator(program, row, which);
  const places = new Map(Array.from(which, (gate, a) => [gate, a]));
  const tilted = tiltedProgram(problem, operator, tilt);
  const { data, loss } = tilted;
  try {
    const local = { ...start, which: start.which.map((gate) => places.get(gate) as number) };
    const found = yield* lowest(tilted, local, gap, problem.objective);
    const outputs = predictionsOf(tilted, found.point);
    const constant = loss.constant?.at(outputs, data) ?? new Float64Array(data.outputs);
    const z = new Float64Array(outputs.length);
    loss.negativeGradient(outputs, data, z);
    memory.solves++;
    return {
      end: { point: { ...found.point, which: found.point.which.map((a) => which[a]) }, constant, outputs },
      z,
    };
  } finally {
    operator.dispose();
  }
}

function* lowest(
  program: GroupProgram,
  start: SparseBlocks,
  gap: number,
  objective: number,
): Generator<undefined, Iterate> {
  const tolerance = gap / objective;
  const { operator, data } = program;
  const size = start.which.length * operator.blockSize * data.outputs;
  const isSmall = operator.moves !== undefined && size <= mostMoved * data.sampleCount;
  const iterates = workingSet({ tolerance, system: isSmall ? "blocks" : "auto" }).iterates(
    program,
    start.which.length > 0 ? start : undefined,
  );
  let best: Iterate | undefined;
  for (const iterate of iterates) {
    yield undefined;
    if (!iterate) continue;
    if (!best || iterate.primalObjective <= best.primalObjective) best = iterate;
    if (iterate.dualityGap <= gap || iterate.iteration >= mostIterates) break;
  }
  if (!best) throw new Error("a solver must yield at least one iterate");
  return best;
}

/** P(w, b) */
function objectiveOf(problem: RangeProblem, { point, constant, outputs }: RayEnd): number {
  return objectiveAt(problem, outputs, constant, groupNorm(point));
}
