import { withConstant } from "../../losses/constant/with-constant.js";
import type { LossData, SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import { squared } from "../../losses/squared.js";
import {
  dualFeasiblePoint,
  type GroupProgram,
  groupNorm,
  predictionsOf,
  type SparseBlocks,
} from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { type PassedPoint, pointAt, shownAs } from "./inner-problem.js";
import { matrixFreeNewton } from "./matrix-free-newton.js";

/**
 * Proximal Newton for smooth losses on many rows: around u the loss is the weighted squared loss
 *
 *     L(v) ≈ L(u) − z·(v − u) + ½ Σ W_j (v_j − u_j)² = Σ (W_j/2)(v_j − b_j)² + const,   b = u + z/W
 *
 * The matrix-free Newton solves the group program of this model to a part of the present gap. Then comes a line search
 * on the true objective. With several outputs a row has one weight, an upper bound of its curvatures.
 * Does not do: losses without a curvature.
 */
export function* quadraticApproximation(
  program: GroupProgram<SmoothLoss>,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  let state = stateAt(program, start ?? { which: new Int32Array(0), blocks: new Float64Array(0) });
  let passes = 0;
  let stalls = 0;
  let leastGap = Number.POSITIVE_INFINITY;
  for (let iteration = 1; ; iteration++) {
    const { point, predictions, objective } = state;
    const z = new Float64Array(predictions.length);
    program.loss.negativeGradient(predictions, program.data, z);
    const gap = objective - dualFeasiblePoint(program, z).objective;
    passes++;
    yield { iteration, point, primalObjective: objective, dualityGap: gap, pricingPasses: passes };
    const from = { program, model: localModel(program, predictions, z), start: point, gap };
    const minimum = yield* shownAs({ iteration, pricingPasses: passes }, modelMinimum(from));
    passes += minimum.passes;
    const found = search(program, state, stateAt(program, minimum.point));
    if (!found) return;
    // At a small λ the gap, which is first order, goes on falling where the objective no longer shows it.
    const helped = found.objective < objective - 1e-14 * Math.abs(objective) || gap < 0.9 * leastGap;
    stalls = helped ? 0 : stalls + 1;
    if (stalls >= 4) return;
    leastGap = Math.min(leastGap, gap);
    state = found;
  }
}

/** A point with its predictions u and the true objective. */
interface State {
  readonly point: SparseBlocks;
  readonly predictions: Float64Array;
  readonly objective: number;
}

function stateAt(program: GroupProgram, point: SparseBlocks, predictions = predictionsOf(program, point)): State {
  const { loss, data, lambda } = program;
  return { point, predictions, objective: loss.value(predictions, data) + lambda * groupNorm(point) };
}

interface ModelOfProgram {
  readonly program: GroupProgram;
  readonly model: GroupProgram<SquaredLoss>;
  /** A warm point. */
  readonly start: SparseBlocks;
  /** Of the program. */
  readonly gap: number;
}

/** About the minimum of the model, to a part of the gap of the program it stands for; shows points on the way. */
function* modelMinimum({
  program,
  model,
  start,
  gap,
}: ModelOfProgram): Generator<PassedPoint | undefined, { point: SparseBlocks; passes: number }> {
  let point = start;
  let passes = 0;
  // A start so good that the model's solver cannot measure a better step leads nowhere: then from nothing.
  for (const begin of [start, undefined]) {
    let rounds = 0;
    for (const iterate of matrixFreeNewton(model, undefined, begin)) {
      if (!iterate || iterate.dualityGap === Number.POSITIVE_INFINITY) {
        yield iterate && pointAt(program, iterate.point);
        continue;
      }
      passes++;
      point = iterate.point;
      rounds = iterate.iteration;
      if (rounds > 1 && (iterate.dualityGap <= 0.1 * Math.max(gap, 0) || rounds > 12)) break;
    }
    if (rounds > 1) break;
  }
  return { point, passes };
}

/** The weighted squared-loss program that touches this one at the predictions u. */
function localModel(program: GroupProgram<SmoothLoss>, u: Float64Array, z: Float64Array): GroupProgram<SquaredLoss> {
  const { data, loss } = program;
  const { sampleCount: n, outputs } = data;
  const curvature = new Float64Array(u.length);
  const majoriser = loss.curvature === "diagonal" ? loss.majoriser : undefined;
  if (loss.curvature === "coupled") curvature.fill(loss.lipschitz(data));
  else {
    loss.secondDerivatives(u, data, curvature);
    const flat = curvature.reduce((count, value) => count + Number(value === 0), 0);
    // Where few rows are curved, curvature says too little of the way ahead.
    if (flat > 0.95 * curvature.length) majoriser?.(u, data, curvature);
  }
  const weights = new Float64Array(n);
  let largest = 0;
  for (let k = 0; k < u.length; k++) {
    const j = Math.floor(k / outputs);
    weights[j] = Math.max(weights[j], curvature[k] / 2);
    largest = Math.max(largest, weights[j]);
  }
  // Rows that are almost flat keep a little weight, so that b stays finite; the line search answers for the difference.
  // Rows that are quite flat keep more, because b is far away there, and its square would drown the other rows.
  const floor = majoriser ? 1e-3 : 1e-4;
  for (let j = 0; j < n; j++) weights[j] = Math.max(weights[j], floor * largest);
  const targets = u.map((value, k) => value + z[k] / (2 * weights[Math.floor(k / outputs)]));
  const modelData: LossData = { sampleCount: n, outputs, targets, weights };
  return { ...program, loss: loss.constant ? withConstant(squared()) : squared(), data: modelData };
}

/** Backtracks on the true objective between two points. */
function search(program: GroupProgram, from: State, to: State): State | undefined {
  const size = program.operator.blockSize * program.data.outputs;
  for (let t = 1; t > 1e-9; t *= 0.5) {
    const state = t === 1 ? to : stateBetween(program, from, to, t, size);
    if (state.objective <= from.objective + 1e-13 * Math.abs(from.objective)) return state;
  }
  return undefined;
}

/** (1 − t)·a + t·b. */
function stateBetween(program: GroupProgram, a: State, b: State, t: number, size: number): State {
  const predictions = a.predictions.map((value, k) => value + t * (b.predictions[k] - value));
  return stateAt(program, between(a.point, b.point, t, size), predictions);
}

/** (1 − t)·a + t·b over the union of their blocks. */
function between(a: SparseBlocks, b: SparseBlocks, t: number, size: number): SparseBlocks {
  const which = Int32Array.from(new Set([...a.which, ...b.which])).sort();
  const blocks = new Float64Array(which.length * size);
  const add = (point: SparseBlocks, factor: number) => {
    point.which.forEach((block, from) => {
      const to = which.indexOf(block);
      for (let k = 0; k < size; k++) blocks[to * size + k] += factor * point.blocks[from * size + k];
    });
  };
  add(a, 1 - t);
  add(b, t);
  return { which, blocks };
}
