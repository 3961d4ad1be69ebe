import { solveSmall } from "../../linear-algebra/small-system.js";
import { dot, norm, plusScaled } from "../../linear-algebra/vectors.js";
import type { BlockMoves } from "../../numerics/index.js";
import { proximalBlock, removeSharedPart, stepLength } from "./block-step.js";
import type { RowCurvature } from "./row-curvature.js";

/**
 * Sweeps of block coordinate descent over the quadratic model of a round,
 *
 *     −zᵀu + ½uᵀWu + λ Σ_i ‖w_i‖,   u = Σ_i Φ_i(w_i − w_i at its beginning)
 *
 * with W as it is, not a bound of it; each block takes a proximal step in the diagonal of its own curvature, as far as the model falls.
 * Does not do: the loss itself (block-coordinate-descent.ts), which is asked once a round.
 */
export interface Sweeps {
  readonly moves: BlockMoves;
  /** By their gate; d·K numbers each, in the coordinates of `moves`. */
  readonly blocks: Map<number, Float64Array>;
  readonly lambda: number;
  readonly curvature: RowCurvature;
  /** The diagonals of the blocks' curvatures that were needed so far, by their gate. */
  readonly metrics: Map<number, Float64Array>;
  /** Visits between two turns for the driver. */
  readonly visitsOfTurn: number;
}

/** Moves each of the gates' blocks once, then the constant. @returns by how much the model fell with each of them */
export function* sweep(sweeps: Sweeps, gates: readonly number[]): Generator<undefined, Float64Array> {
  const gained = new Float64Array(gates.length);
  for (const [place, gate] of gates.entries()) {
    if ((place + 1) % sweeps.visitsOfTurn === 0) yield undefined;
    gained[place] = moveBlock(sweeps, gate);
  }
  moveConstant(sweeps);
  return gained;
}

function moveBlock(sweeps: Sweeps, gate: number): number {
  const { moves, blocks, lambda, curvature } = sweeps;
  const block = blocks.get(gate) as Float64Array;
  const gradient = new Float64Array(block.length);
  moves.correlate(gate, gradient);
  const length = norm(block);
  if (length === 0 && norm(gradient) <= lambda) return 0;
  const next = proximalBlock(gradient, metricOf(sweeps, gate, block.length), block, lambda);
  if (curvature.coupled) removeSharedPart(next, curvature.outputs);
  const toZero = norm(next) === 0;
  const step = plusScaled(next, -1, block);
  if (!(norm(step) > 1e-15 * length)) return 0;
  const bend = moves.probe(gate, step);
  const t = stepLength({ gradient, block, step }, { curvature: bend, lambda, toZero });
  if (t === 0) return 0;
  moves.take(t);
  const moved = toZero && t === 1 ? next : plusScaled(block, t, step);
  blocks.set(gate, moved);
  return t * dot(gradient, step) - 0.5 * t * t * bend + lambda * (length - norm(moved));
}

function metricOf({ moves, metrics }: Sweeps, gate: number, size: number): Float64Array {
  const known = metrics.get(gate);
  if (known) return known;
  const metric = new Float64Array(size);
  moves.curvatures(gate, metric);
  let mean = 0;
  for (const value of metric) mean += value / size;
  // A direction that the rows hardly see must not be gone along for ever.
  for (let i = 0; i < size; i++) metric[i] += 1e-3 * mean + Number.MIN_VALUE;
  metrics.set(gate, metric);
  return metric;
}

/** The constant answers: Σ_j r_j = 0. */
function moveConstant({ moves, curvature: { constant, outputs } }: Sweeps): void {
  if (!constant) return;
  const sums = new Float64Array(outputs);
  moves.sums(sums);
  moves.shift(solveSmall(constant, sums));
}
