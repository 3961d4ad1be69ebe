import { maximum, norm } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import type { BlockMoves } from "../../numerics/index.js";
import {
  dualFeasiblePoint,
  type GroupProgram,
  normsOfBlocks,
  predictionsOf,
  type SparseBlocks,
} from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { type Rotation, rotated, rotatedBack } from "./rotated-blocks.js";
import { lossAt } from "./row-curvature.js";

/** A program that offers moves, and the coordinates that its blocks are moved in. */
export interface Descent {
  readonly program: GroupProgram<SmoothLoss>;
  readonly moves: BlockMoves;
  readonly rotation: Rotation;
  /** Numbers of a block, d·K. */
  readonly size: number;
}

/** Blocks that are not zero, by their gate, in rotated coordinates; and their predictions, n×K. */
export interface DescentState {
  readonly blocks: ReadonlyMap<number, Float64Array>;
  readonly predictions: Float64Array;
}

/** A state with what all gates say of it. */
export interface PricedState extends DescentState {
  /** ‖Φ_iᵀz‖ of every gate, z = −∇L. */
  readonly norms: Float64Array;
}

export function stateAt(descent: Descent, start: SparseBlocks | undefined): DescentState {
  const { program, rotation, size } = descent;
  const { sampleCount, outputs } = program.data;
  if (!start) return { blocks: new Map(), predictions: new Float64Array(sampleCount * outputs) };
  const known = seen.get(start);
  if (known && isOfOneLoss(known.program, program)) return known.state;
  const turned = rotated(start.blocks, rotation);
  const blocks = new Map(Array.from(start.which, (gate, a) => [gate, turned.slice(a * size, (a + 1) * size)]));
  return { blocks, predictions: predictionsOf(program, start) };
}

/** The points of iterates with all that is known there, which no λ changes: the next λ begins without a pricing pass. */
const seen = new WeakMap<SparseBlocks, { readonly program: GroupProgram; readonly state: PricedState }>();

function isOfOneLoss(a: GroupProgram, b: GroupProgram): boolean {
  return a.operator === b.operator && a.loss === b.loss && a.data === b.data;
}

export function priced({ program }: Descent, state: DescentState | PricedState): PricedState {
  if ("norms" in state) return state;
  const { data, operator } = program;
  const { z } = lossAt(program, state.predictions);
  const norms = new Float64Array(operator.blockCount);
  operator.norms(z, data.outputs, norms);
  return { ...state, norms };
}

/** The duality gap of the program that has the state's own gates alone. */
export function gapOver({ program, moves, size }: Descent, state: DescentState): number {
  const { data } = program;
  const { z } = lossAt(program, state.predictions);
  const which = Int32Array.from(state.blocks.keys()).sort();
  const gradients = new Float64Array(which.length * size);
  if (which.length > 0) moves.products.transpose(z, data.outputs, which, gradients);
  const largest = maximum(normsOfBlocks({ which, blocks: gradients }));
  return objectiveAt(program, state) - dualFeasiblePoint(program, z, Math.max(0, largest)).objective;
}

/** L + λ Σ‖w_i‖ */
export function objectiveAt(program: GroupProgram<SmoothLoss>, { blocks, predictions }: DescentState): number {
  let total = 0;
  for (const block of blocks.values()) total += norm(block);
  return lossAt(program, predictions).value + program.lambda * total;
}

export function iterateAt({ program, rotation, size }: Descent, state: PricedState, iteration: number): Iterate {
  const which = Int32Array.from(state.blocks.keys()).sort();
  const turned = joined(state.blocks, which, size);
  const primalObjective = objectiveAt(program, state);
  const bound = dualFeasiblePoint(program, lossAt(program, state.predictions).z, Math.max(0, maximum(state.norms)));
  let blocks: Float64Array | undefined;
  const point = {
    which,
    /** In the coordinates of the table. Few iterates are ever looked at. */
    get blocks() {
      blocks ??= rotatedBack(turned, rotation);
      return blocks;
    },
  };
  seen.set(point, { program, state });
  return {
    iteration,
    point,
    primalObjective,
    dualityGap: primalObjective - bound.objective,
    pricingPasses: iteration,
  };
}

/** The numbers of some gates one after the other, `size` of each. */
export function joined(
  parts: ReadonlyMap<number, Float64Array>,
  gates: Int32Array | readonly number[],
  size: number,
): Float64Array {
  const out = new Float64Array(gates.length * size);
  gates.forEach((gate, a) => {
    out.set(parts.get(gate) as Float64Array, a * size);
  });
  return out;
}

/** Whether an objective is as low as another one, up to its own rounding, which must not end a run before its last digits. */
export function isAsLow(objective: number, other: number): boolean {
  return objective <= other + 1e-15 * Math.abs(other);
}
