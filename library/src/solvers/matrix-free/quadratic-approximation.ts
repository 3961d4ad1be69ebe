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
import { matrixFreeNewton } from "./matrix-free-newton.js";

/**
 * Proximal Newton for smooth losses on many rows: around u the loss is the weighted squared loss
 *
 *     L(v) ≈ L(u) − z·(v − u) + ½ Σ W_j (v_j − u_j)² = Σ (W_j/2)(v_j − b_j)² + const,   b = u + z/W
 *
 * whose group program the matrix-free Newton solves to a part of the present gap; then a line search on the true objective. With several
 * outputs a row has one weight, an upper bound of its curvatures. Does not do: losses without a curvature.
 */
export function* quadraticApproximation(
  program: GroupProgram<SmoothLoss>,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { data, lambda, loss } = program;
  let point: SparseBlocks = start ?? { which: new Int32Array(0), blocks: new Float64Array(0) };
  let u = predictionsOf(program, point);
  let objective = loss.value(u, data) + lambda * groupNorm(point);
  let passes = 0;
  let stalls = 0;
  let leastGap = Number.POSITIVE_INFINITY;
  for (let iteration = 1; ; iteration++) {
    const z = new Float64Array(u.length);
    loss.negativeGradient(u, data, z);
    const bound = dualFeasiblePoint(program, z);
    const gap = objective - bound.objective;
    passes++;
    yield { iteration, point, primalObjective: objective, dualityGap: gap, pricingPasses: passes };
    const model = localModel(program, u, z);
    let candidate: SparseBlocks = point;
    // A start so good that the model's solver cannot measure a better step leads nowhere: then from nothing.
    for (const begin of [point, undefined]) {
      let rounds = 0;
      for (const iterate of matrixFreeNewton(model, undefined, begin)) {
        if (!iterate) {
          yield undefined;
          continue;
        }
        passes++;
        candidate = iterate.point;
        rounds = iterate.iteration;
        if (rounds > 1 && (iterate.dualityGap <= 0.1 * Math.max(gap, 0) || rounds > 12)) break;
      }
      if (rounds > 1) break;
    }
    const v = predictionsOf(program, candidate);
    const found = search(program, point, u, candidate, v, objective);
    if (!found) return;
    // At a small λ the gap, which is first order, goes on falling where the objective no longer shows it.
    const helped = found.objective < objective - 1e-14 * Math.abs(objective) || gap < 0.9 * leastGap;
    stalls = helped ? 0 : stalls + 1;
    if (stalls >= 4) return;
    leastGap = Math.min(leastGap, gap);
    ({ point, u, objective } = found);
  }
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
  // Rows that are almost flat keep a little weight, so that b stays finite; the line search answers for the difference. Rows that are quite
  // flat keep more: b is far away there, and its square would drown the rest.
  const floor = majoriser ? 1e-3 : 1e-4;
  for (let j = 0; j < n; j++) weights[j] = Math.max(weights[j], floor * largest);
  const targets = u.map((value, k) => value + z[k] / (2 * weights[Math.floor(k / outputs)]));
  const modelData: LossData = { sampleCount: n, outputs, targets, weights };
  return { ...program, loss: squared(), data: modelData };
}

/** Backtracks on the true objective between two points. */
function search(
  { loss, data, lambda, operator }: GroupProgram,
  from: SparseBlocks,
  u: Float64Array,
  to: SparseBlocks,
  v: Float64Array,
  objective: number,
): { readonly point: SparseBlocks; readonly u: Float64Array; readonly objective: number } | undefined {
  const size = operator.blockSize * data.outputs;
  for (let t = 1; t > 1e-9; t *= 0.5) {
    const point = t === 1 ? to : between(from, to, t, size);
    const predictions = t === 1 ? v : u.map((value, k) => value + t * (v[k] - value));
    const value = loss.value(predictions, data) + lambda * groupNorm(point);
    if (value <= objective + 1e-13 * Math.abs(objective)) return { point, u: predictions, objective: value };
  }
  return undefined;
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
