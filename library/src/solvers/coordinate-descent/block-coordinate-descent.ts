import { InputError } from "../../errors.js";
import { norm, plusScaled, sum } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import { paired, smooth } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";
import {
  type Descent,
  type DescentState,
  gapOver,
  isAsLow,
  iterateAt,
  objectiveAt,
  type PricedState,
  priced,
  stateAt,
} from "./descent-state.js";
import { Damping, newtonMove } from "./newton-move.js";
import { type Sweeps, sweep } from "./quadratic-sweeps.js";
import { principalAxes } from "./rotated-blocks.js";
import { lossAt } from "./row-curvature.js";
import { RowSample } from "./sampled-rows.js";
import { stepAccuracy } from "./step-accuracy.js";

const takes = { forms: ["group"], curvatures: smooth };

/**
 * Block coordinate descent for the group program (8), min over w of L(Σ_i Φ_iw_i) + λ Σ_i ‖w_i‖, with Newton steps on its support. A round
 *
 *     prices all gates and lets those in whose block the optimum cannot leave at zero;
 *     sweeps a few times over the blocks of the quadratic model of L (quadratic-sweeps.ts), which says which blocks are zero;
 *     takes a Newton step on those that are not, by conjugate gradients (newton-move.ts), which says how large they are;
 *     sweeps again over the blocks that it made small, because it only makes small what should be zero; over all where it made one turn around.
 *
 * The rows enter by sums only: a round costs n·d·K for every block, so that many rows, columns and classes are no obstacle. No matrix of
 * n×n numbers is made. Does not do: cones, penalties other than Σ‖w_i‖, losses without a curvature, operators without `moves`.
 * @param tolerance the relative gap that will be asked for: no step is made much more exact than that needs
 * @returns the solver
 * @throws InputError for a program whose operator offers no moves
 */
export function blockCoordinateDescent(tolerance = 0): Solver<GroupProgram<SmoothLoss>> {
  return {
    name: "coordinate-descent",
    iterates: (program, start) => rounds(descentOf(paired("coordinate-descent", program, takes)), start, tolerance),
  };
}

function descentOf(program: GroupProgram<SmoothLoss>): Descent {
  const { operator, loss, data } = program;
  const coupled = loss.curvature === "coupled";
  const moves = operator.moves?.({ outputs: data.outputs, coupled, axesOf: principalAxes });
  if (!moves) {
    throw new InputError({
      code: "conflicting-options",
      argument: "solver",
      got: `coordinate descent for a program of kind "${program.kind}"`,
      expected: "a program over gates of one layer",
      hint: "Use the default solver.",
    });
  }
  const rotation = { matrix: moves.rotation, outputs: data.outputs };
  return { program, moves, rotation, size: operator.blockSize * data.outputs };
}

/** At least so many gates enter in a round, if there are so many. */
const leastGrowth = 10;
/**
 * Sweeps of a round, at most; fewer where one gains less than this share of them all. A further one visits the blocks that gained at least this
 * share of the mean in the one before: the others have nothing left to win until their neighbours move.
 */
const mostSweeps = 3;
const leastShare = 0.1;
const worthVisiting = 0.3;
/** Gates that enter are swept alone where they are fewer than this share of the blocks at hand. */
const fewFresh = 0.25;
/** Pricing is dear from so many gates for every block at hand on; then so many rounds are made without it, at most, to such a share of the gap. */
const dearPricing = 16;
const mostRounds = 4;
const settledShare = 0.2;
/** Rounds that gain nothing before the end. */
const mostStalls = 4;
/** Work of the visits between two turns for the driver, in multiplications. */
const workOfTurn = 4e6;

function* rounds(
  descent: Descent,
  start: SparseBlocks | undefined,
  tolerance: number,
): Generator<Iterate | undefined, void> {
  const sample = new RowSample(descent.program, descent.rotation.matrix);
  try {
    yield* roundsWith(descent, stateAt(descent, start), {
      metrics: new Map(),
      damping: new Damping(),
      sample,
      tolerance,
    });
  } finally {
    sample.dispose();
  }
}

function* roundsWith(descent: Descent, start: DescentState, kept: Kept): Generator<Iterate | undefined, void> {
  let state = start;
  let lowest = Number.POSITIVE_INFINITY;
  let leastGap = Number.POSITIVE_INFINITY;
  let stalls = 0;
  for (let iteration = 1; ; iteration++) {
    const here = priced(descent, state);
    yield undefined;
    const iterate = iterateAt(descent, here, iteration);
    yield iterate;
    const next = yield* settled(descent, here, iterate, kept);
    if (next.blocks === state.blocks) return;
    // The gap, which is first order, goes on falling where the objective no longer shows it.
    const helped = iterate.primalObjective < lowest || iterate.dualityGap < 0.9 * leastGap;
    stalls = helped ? 0 : stalls + 1;
    if (stalls >= mostStalls) return;
    lowest = Math.min(lowest, iterate.primalObjective);
    leastGap = Math.min(leastGap, iterate.dualityGap);
    state = next;
  }
}

/** What is kept from round to round. */
interface Kept {
  /** The diagonals of the blocks' curvatures, by gate; empty before the first sweep. */
  readonly metrics: Map<number, Float64Array>;
  readonly damping: Damping;
  readonly sample: RowSample;
  /** The relative gap that will be asked for. */
  readonly tolerance: number;
}

/**
 * The state after sweeps over the blocks at hand and those that enter, so that the Newton step moves both; then after that step and sweeps.
 * Where pricing all gates is dear beside that, both are repeated until the gap over these gates alone is well below that over all.
 */
function* settled(
  descent: Descent,
  here: PricedState,
  iterate: Iterate,
  { metrics, damping, sample, tolerance }: Kept,
): Generator<undefined, DescentState> {
  const { lambda, operator } = descent.program;
  const accuracy = stepAccuracy(here, iterate, lambda, tolerance);
  const effort = { accuracy, damping, sample };
  const dear = operator.blockCount >= dearPricing * Math.max(here.blocks.size, leastGrowth);
  const fresh = entering(here, lambda);
  const first = fresh.length > 0 || metrics.size === 0;
  const alone = isFew(fresh, here, metrics) ? fresh : undefined;
  let state: DescentState = first ? yield* sweepRound(descent, here, fresh, metrics, alone) : here;
  for (let round = 0; round < (dear ? mostRounds : 1); round++) {
    const moved = yield* newtonMove(descent, state, metrics, effort);
    const small = hasTurned(state, moved) ? undefined : shrunk(state, moved);
    const next = yield* sweepRound(descent, moved, [], metrics, small);
    if (next.blocks === state.blocks) break;
    state = next;
    if (dear && gapOver(descent, state) <= settledShare * iterate.dualityGap) break;
  }
  return state;
}

/** Whether a Newton step made a block turn around, which is then zero, so that its neighbours must answer. */
function hasTurned(before: DescentState, after: DescentState): boolean {
  return after.blocks.size < before.blocks.size;
}

/** The gates of blocks that a Newton step left where they were, or made small. */
function shrunk(before: DescentState, after: DescentState): number[] {
  return [...after.blocks].flatMap(([gate, block]) => {
    const from = before.blocks.get(gate) as Float64Array;
    return block === from || norm(block) < 0.5 * norm(from) ? [gate] : [];
  });
}

/** Whether the gates that enter are so few that the blocks at hand can wait for the Newton step. */
function isFew(
  fresh: readonly number[],
  { blocks }: DescentState,
  metrics: ReadonlyMap<number, Float64Array>,
): boolean {
  return fresh.length < fewFresh * blocks.size && metrics.size > 0;
}

/**
 * The state after some sweeps over its model; the one before where they gain nothing that the loss confirms.
 * @param metrics filled anew, by gate
 * @param only the gates to visit, whose metrics are kept; all where there are none
 */
function* sweepRound(
  descent: Descent,
  here: DescentState,
  fresh: readonly number[],
  metrics: Map<number, Float64Array>,
  only?: readonly number[],
): Generator<undefined, DescentState> {
  if (only?.length === 0) return here;
  const { program, moves, size } = descent;
  const { lambda, operator } = program;
  const blocks = new Map(here.blocks);
  for (const gate of fresh) blocks.set(gate, new Float64Array(size));
  const { z, curvature } = lossAt(program, here.predictions);
  moves.load(z, curvature.diagonal);
  if (!only && program.loss.curvature !== "constant") metrics.clear();
  const visitsOfTurn = Math.max(1, Math.floor(workOfTurn / (operator.sampleCount * size)));
  const sweeps: Sweeps = { moves, blocks, lambda, curvature, metrics, visitsOfTurn };
  yield undefined;
  let total = 0;
  let gates: readonly number[] = only ?? [...blocks.keys()];
  for (let count = 0; count < mostSweeps; count++) {
    const gains = yield* sweep(sweeps, gates);
    const gained = sum(gains);
    total += gained;
    if (!(gained > leastShare * total)) break;
    const worth = (worthVisiting * gained) / gates.length;
    gates = gates.filter((gate, a) => gains[a] >= worth && norm(blocks.get(gate) as Float64Array) > 0);
  }
  return total > 0 ? confirmed(descent, here, blocks) : here;
}

/** The gates outside that violate ‖Φ_iᵀz‖ ≤ λ most. */
function entering({ blocks, norms }: PricedState, lambda: number): number[] {
  const outside: number[] = [];
  norms.forEach((value, gate) => {
    if (value > lambda && !blocks.has(gate)) outside.push(gate);
  });
  outside.sort((a, b) => norms[b] - norms[a] || a - b);
  return outside.slice(0, Math.max(leastGrowth, blocks.size >> 1));
}

/** As far towards the swept blocks as the objective falls. */
function confirmed({ program, moves }: Descent, here: DescentState, swept: Map<number, Float64Array>): DescentState {
  const change = new Float64Array(here.predictions.length);
  moves.read(new Float64Array(change.length), change);
  const old = objectiveAt(program, here);
  for (let t = 1; t > 1e-4; t /= 2) {
    const next = {
      blocks: between(here.blocks, swept, t),
      predictions: plusScaled(here.predictions, t, change),
    };
    if (isAsLow(objectiveAt(program, next), old)) return next;
  }
  return here;
}

/** (1 − t) of the blocks before and t of those after, without zeros. */
function between(
  before: ReadonlyMap<number, Float64Array>,
  after: ReadonlyMap<number, Float64Array>,
  t: number,
): Map<number, Float64Array> {
  const out = new Map<number, Float64Array>();
  for (const [gate, block] of after) {
    const from = before.get(gate);
    const moved = t === 1 ? block : block.map((value, i) => (1 - t) * (from?.[i] ?? 0) + t * value);
    if (norm(moved) > 0) out.set(gate, moved);
  }
  return out;
}
