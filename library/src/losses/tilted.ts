import { exactlyBalanced, exactlyTransferred, sumsAreZero } from "./constant/exact-balance.js";
import { withConstant, withoutConstant } from "./constant/with-constant.js";
import { bestScale } from "./dual-scale.js";
import type { LossData, LossFunctions, SmoothLoss } from "./loss.js";

/** What is added to a loss: τ·cᵀf of one more row, and the level C of P in whose sublevel set f is bounded. */
export interface Tilt {
  /** c, K numbers that are 0 or ±1. */
  readonly direction: Float64Array;
  /** τ > 0 */
  readonly tilt: number;
  /** C */
  readonly limit: number;
  /** Whether dual points may be shrunk further than the constraints ask, for a better bound; else they speak of τ itself, as solvers ask. */
  readonly isFree: boolean;
}

/**
 * A loss with one more row, on which it is linear: L(u) + τ cᵀf, where f are the outputs of that last row. Its z there is −τc. What it says of
 * dual points is about the least cᵀf over all w with P(w) ≤ C, where P is the objective without the tilt: by weak duality, for every dual
 * feasible (z, −τ′c) with τ′ > 0 and any such w,
 *
 *     D(z) ≤ P(w) + τ′cᵀf(w),   so that   cᵀf(w) ≥ (D(z) − C)/τ′
 *
 * Both constraints, ‖Φ_iᵀz − τ′ d_i x cᵀ‖ ≤ λ and Σ_j z_j = τ′c for a free constant, are homogeneous in (z, τ′): a point may be shrunk into them,
 * and is a point of the smaller τ′. `dualValue` of (sz, −sτc) is C + (D(sz) − C)/s; near s = 1 and P = C the distance of P + τcᵀf to it is its
 * distance to its minimum. Where the tilt is free, `bestDualScale` looks for the s with the largest one. `dualBelow` is D(z), proved, without
 * the tilt.
 * Does not do: losses with corners.
 */
export function tiltedLoss(given: SmoothLoss, data: LossData, tilt: Tilt): SmoothLoss {
  const base = withoutConstant(given);
  const tilted = withCurvature(base, data, tilt);
  if (!given.constant) return tilted;
  const { dualValue, bestDualScale } = tilted;
  return {
    ...withConstant(tilted),
    ...{ dualValue, bestDualScale },
    dualBelow: (z: Float64Array) =>
      sumsAreZero(z, data.outputs) ? base.dualBelow(headOf(z, data), data) : Number.NEGATIVE_INFINITY,
    feasible: (z: Float64Array) => balancedFeasible(base, data, z),
  } as SmoothLoss;
}

/** What the tilted loss is measured against: the table's own rows, then one of weight 1. */
export function tiltedData(loss: SmoothLoss, data: LossData, { direction, tilt }: Tilt): LossData {
  const targets = new Float64Array(data.targets.length + data.outputs);
  targets.set(data.targets);
  // For softmax z = y − π, and π = 0 on the last row.
  if (loss.curvature === "coupled") direction.forEach((c, k) => void (targets[data.targets.length + k] = -tilt * c));
  const weights = data.weights && Float64Array.of(...data.weights, 1);
  return { ...data, sampleCount: data.sampleCount + 1, targets, ...(weights ? { weights } : {}) };
}

/** τ′ of a dual point (z, −τ′c). */
export function tiltOf(z: Float64Array, direction: Float64Array): number {
  const from = z.length - direction.length;
  const k = direction.findIndex((c) => c !== 0);
  return -z[from + k] / direction[k];
}

/** The rows of the table, without the last one. */
const headOf = (v: Float64Array, { targets }: LossData) => v.subarray(0, targets.length);

function withCurvature(base: SmoothLoss, data: LossData, tilt: Tilt): SmoothLoss {
  const functions = functionsOf(base, data, tilt);
  const atHead =
    (derivatives: (u: Float64Array, data: LossData, out: Float64Array) => void) =>
    (u: Float64Array, _: LossData, out: Float64Array) => {
      derivatives(headOf(u, data), data, headOf(out, data));
      out.fill(0, data.targets.length);
    };
  if (base.curvature === "coupled") {
    return { ...functions, curvature: "coupled", probabilities: atHead(base.probabilities) };
  }
  const majoriser = base.curvature === "diagonal" ? base.majoriser : undefined;
  return {
    ...functions,
    curvature: "diagonal",
    secondDerivatives: atHead(base.secondDerivatives),
    ...(majoriser ? { majoriser: atHead(majoriser) } : {}),
  };
}

function functionsOf(base: SmoothLoss, data: LossData, { direction, tilt, limit, isFree }: Tilt): LossFunctions {
  const { name, targets, classes, targetScaling, link, metric } = base;
  const size = data.targets.length;
  const dualValue = (z: Float64Array) =>
    limit + ((base.dualValue(headOf(z, data), data) - limit) * tilt) / tiltOf(z, direction);
  const bestShare = (z: Float64Array, most: number) =>
    bestScale(dualValue, z, [most / 4, most], 30, [most, Math.min(1, most)]);
  const linear = (u: Float64Array) => direction.reduce((sum, c, k) => sum + c * u[size + k], 0);
  return {
    ...{ name, targets, classes, targetScaling, link, metric, dualValue },
    value: (u) => base.value(headOf(u, data), data) + tilt * linear(u),
    negativeGradient(u, _, out) {
      base.negativeGradient(headOf(u, data), data, headOf(out, data));
      direction.forEach((c, k) => void (out[size + k] = -tilt * c));
    },
    bestDualScale: (z, _, most) => (isFree ? bestShare(z, Math.min(most, 2)) : Math.min(most, 1)),
    valueAbove: () => Number.POSITIVE_INFINITY,
    dualBelow: (z) => base.dualBelow(headOf(z, data), data),
    feasible: (z) => Float64Array.of(...base.feasible(headOf(z, data), data), ...z.subarray(size)),
    lipschitz: () => base.lipschitz(data),
  };
}

/** A z in the conjugate's domain whose sums over all rows are 0 exactly, and whose last row is a multiple of the direction still. */
function balancedFeasible(base: SmoothLoss, data: LossData, z: Float64Array): Float64Array {
  const size = data.targets.length;
  const out = Float64Array.of(...base.feasible(headOf(z, data), data), ...z.subarray(size));
  if (base.curvature !== "coupled") return exactlyBalanced(out, data.outputs, size);
  return exactlyTransferred(out, data);
}
