import {
  BoundedSum,
  exponentialAbove,
  logarithmOfOnePlusAbove,
  nextDown,
  nextUp,
} from "../../numerics/rigorous/index.js";
import type { LossData, LossFunctions } from "../loss.js";
import { gridOf, gridsOf, towardsZero } from "./grids.js";
import { entropyBelow } from "./row-bounds.js";

/**
 * Softmax cross-entropy with proved rounding. A row's z lies in the conjugate's domain where a = onehot(y) − z/c is on the simplex: its entries
 * sum to 0 exactly, and a ≥ 0. To make a sum of doubles exactly 0, all entries of a row are whole multiples of one power of two, so that no
 * addition rounds. Does not do: one-hot targets that are not 0 and 1.
 */
export const softmaxBounds: Pick<LossFunctions, "valueAbove" | "dualBelow" | "feasible"> = {
  valueAbove(u, radius, data) {
    const sum = new BoundedSum();
    for (let j = 0; j < data.sampleCount; j++) {
      const c = data.weights?.[j] ?? 1;
      if (c > 0) sum.add(nextUp(c * rowAbove(u, radius, j, data)));
    }
    return sum.upper;
  },
  dualBelow(z, data) {
    const sum = new BoundedSum();
    for (let j = 0; j < data.sampleCount; j++) {
      const below = rowDualBelow(z, j, data);
      if (below === Number.NEGATIVE_INFINITY) return below;
      sum.add(below);
    }
    return sum.lower;
  },
  feasible: (z, data) => rowsOnGrid(z, data, gridsOf(z).fine),
};

/** Never below log Σ_k e^{v_k} − v_y for |v − u| ≤ radius: at v + radius but for the target's, v − radius. */
function rowAbove(u: Float64Array, radius: Float64Array, row: number, { outputs, targets }: LossData): number {
  const from = row * outputs;
  let largest = Number.NEGATIVE_INFINITY;
  let own = 0;
  for (let k = from; k < from + outputs; k++) {
    largest = Math.max(largest, u[k]);
    if (targets[k] === 1) own = nextDown(u[k] - radius[k]);
  }
  // ln(1 + rest): of the largest entry only what exceeds 1 counts among the rest.
  let rest = 0;
  let seen = false;
  for (let k = from; k < from + outputs; k++) {
    const above = nextUp(nextUp(u[k] + radius[k]) - largest);
    const whole = exponentialAbove(above);
    rest = nextUp(rest + (!seen && u[k] === largest ? nextUp(above * whole) : whole));
    seen ||= u[k] === largest;
  }
  return nextUp(nextUp(largest - own) + logarithmOfOnePlusAbove(rest));
}

/** Never above −c Σ a log a of one row; −Infinity unless a is on the simplex exactly. */
function rowDualBelow(z: Float64Array, row: number, { outputs, targets, weights }: LossData): number {
  const c = weights?.[row] ?? 1;
  const total = new BoundedSum();
  let sum = 0;
  for (let k = row * outputs; k < (row + 1) * outputs; k++) {
    const own = targets[k] === 1;
    total.add(z[k]);
    if (z[k] > (own ? c : 0)) return Number.NEGATIVE_INFINITY;
    if (c > 0) sum = nextDown(sum + shareEntropyBelow(own ? 1 : 0, z[k], c));
  }
  return total.exact === 0 ? nextDown(c * sum) : Number.NEGATIVE_INFINITY;
}

/** Never above −a log a, a = own − z/c in [0, 1]. */
function shareEntropyBelow(own: number, z: number, c: number): number {
  const [low, high] = c === 1 ? [z, z] : [nextDown(z / c), nextUp(z / c)];
  const [least, most] = own === 0 ? [-high, -low] : [nextDown(own - high), nextUp(own - low)];
  return entropyBelow(Math.max(0, least), Math.min(1, most));
}

/**
 * Every row with its entries on a grid of its own, no finer than the given one: those of other classes at most 0, the target's what makes the
 * sum 0, at most c.
 */
export function rowsOnGrid(z: Float64Array, data: LossData, finest: number): Float64Array {
  const { sampleCount, outputs, targets, weights } = data;
  const out = new Float64Array(z.length);
  for (let j = 0; j < sampleCount; j++) {
    const from = j * outputs;
    const grid = Math.max(finest, gridOf(z.subarray(from, from + outputs)));
    let left = towardsZero(weights?.[j] ?? 1, grid);
    let target = from;
    let sum = 0;
    for (let k = from; k < from + outputs; k++) {
      if (targets[k] === 1) {
        target = k;
        continue;
      }
      const share = Math.min(left, towardsZero(Math.max(0, -z[k]), grid));
      out[k] = -share;
      left -= share;
      sum += share;
    }
    out[target] = sum;
  }
  return out;
}
