import { conjugateGradient } from "../../linear-algebra/conjugate-gradient.js";
import { dot, norm } from "../../linear-algebra/vectors.js";
import { type RowCurvature, weighed } from "./row-curvature.js";
import { sampledPreconditioner } from "./sampled-preconditioner.js";
import type { SampledRows } from "./sampled-rows.js";
import { ROUGHEST, type StepAccuracy } from "./step-accuracy.js";

/**
 * The Newton step on the blocks that are not zero, where the objective is smooth:
 *
 *     (ΦᵀWΦ + R) p = Φᵀz − λŵ,   R_i = (λ/‖w_i‖)(I − (1 − μ)ŵ_iŵ_iᵀ),   ŵ_i = w_i/‖w_i‖
 *
 * where μ = 0 is Newton's own and μ = 1 the quadratic above the norm, whose step always descends but converges slowly. Between them lies what
 * keeps a step short where more blocks than rows are not zero, for the norm is straight along ŵ.
 * by conjugate gradients. Their preconditioner is diag(m_i) + R_i, block by block, with m_i the diagonal of Φ_iᵀWΦ_i; its inverse is
 * that of a diagonal matrix less a multiple of ŵŵᵀ (Sherman and Morrison). Where rows are given it is that of sampled-preconditioner.ts.
 * Does not do: blocks that enter or leave, and how far to go along p (newton-move.ts).
 */
export interface SupportPoint {
  /** The gates of the blocks. */
  readonly gates: Int32Array;
  /** Blocks one after the other, none of them zero; of `size` numbers each. */
  readonly blocks: Float64Array;
  /** m, as `blocks`. */
  readonly metrics: Float64Array;
  readonly size: number;
  /** −∇L, n×K. */
  readonly z: Float64Array;
  readonly curvature: RowCurvature;
  readonly lambda: number;
  /** μ, in [0, 1]. */
  readonly damping: number;
}

/** Φp and Φᵀz over the blocks of the point. */
export interface SupportProducts {
  forward(blocks: Float64Array, out: Float64Array): void;
  transpose(z: Float64Array): Float64Array;
}

/** Conjugate gradients that a step may take. */
const MOST_ITERATIONS = 200;

/** p, and how many products with the blocks it took. */
export interface SupportStep {
  readonly step: Float64Array;
  readonly products: number;
}

/**
 * p, to the accuracy asked for.
 * @param sample rows for a better preconditioner
 */
export function* supportStep(
  products: SupportProducts,
  point: SupportPoint,
  { forcing, violation }: StepAccuracy,
  sample: SampledRows | undefined,
): Generator<undefined, SupportStep> {
  const parts = penaltyParts(point);
  yield undefined;
  const sampled = sample && sampledPreconditioner(sample, { ...point, ...parts });
  const precondition = sampled ?? parts.precondition;
  let count = 0;
  const rightHandSide = products.transpose(point.z);
  for (let k = 0; k < rightHandSide.length; k++) rightHandSide[k] -= point.lambda * parts.units[k];
  const step = new Float64Array(rightHandSide.length);
  const first = new Float64Array(step.length);
  precondition(rightHandSide, first);
  const whole = dot(rightHandSide, first);
  const u = new Float64Array(point.z.length);
  yield* conjugateGradient(
    {
      apply(p, out) {
        count++;
        products.forward(p, u);
        out.set(products.transpose(weighed(point.curvature, u)));
        parts.addPenalty(p, out);
      },
      precondition,
      rightHandSide,
      energy: forcing * forcing * whole,
      isEnough: (residual, energy) =>
        energy <= ROUGHEST * ROUGHEST * whole && parts.mostAlong(residual) <= violation * point.lambda,
      maxIterations: MOST_ITERATIONS,
    },
    step,
  );
  return { step, products: count };
}

/** What the penalty and the metrics do, block by block. */
function penaltyParts(point: SupportPoint) {
  const { metrics, size, damping } = point;
  const { units, stiffness, shares } = directionsOf(point);
  const count = stiffness.length;
  return {
    units,
    stiffness,
    /** max |ŵ_iᵀr_i| */
    mostAlong(residual: Float64Array): number {
      let largest = 0;
      for (let k = 0; k < residual.length; ) {
        let along = 0;
        for (const end = k + size; k < end; k++) along += units[k] * residual[k];
        largest = Math.max(largest, Math.abs(along));
      }
      return largest;
    },
    addPenalty(p: Float64Array, out: Float64Array): void {
      for (let k = 0, a = 0; a < count; a++) {
        let along = 0;
        for (let i = k; i < k + size; i++) along += units[i] * p[i];
        for (const end = k + size; k < end; k++) out[k] += stiffness[a] * (p[k] - (1 - damping) * along * units[k]);
      }
    },
    precondition(v: Float64Array, out: Float64Array): void {
      for (let k = 0, a = 0; a < count; a++) {
        let along = 0;
        for (let i = k; i < k + size; i++) {
          out[i] = v[i] / (metrics[i] + stiffness[a]);
          along += units[i] * out[i];
        }
        along *= shares[a];
        for (const end = k + size; k < end; k++) out[k] += (along * units[k]) / (metrics[k] + stiffness[a]);
      }
    },
  };
}

/** ŵ_i, λ/‖w_i‖, and the multiples of ŵŵᵀ in the inverses of diag(m_i) + R_i. */
function directionsOf({ blocks, metrics, size, lambda, damping }: SupportPoint) {
  const count = blocks.length / size;
  const units = new Float64Array(blocks.length);
  const stiffness = new Float64Array(count);
  const shares = new Float64Array(count);
  for (let a = 0; a < count; a++) {
    const [from, to] = [a * size, (a + 1) * size];
    const length = norm(blocks, from, to);
    stiffness[a] = lambda / length;
    // 1 − (1 − μ)s Σ ŵ²/(m + s) without its cancellation, for Σ ŵ² = 1.
    let left = 0;
    for (let k = from; k < to; k++) {
      units[k] = blocks[k] / length;
      left += (units[k] * units[k] * (metrics[k] + damping * stiffness[a])) / (metrics[k] + stiffness[a]);
    }
    shares[a] = ((1 - damping) * stiffness[a]) / left;
  }
  return { units, stiffness, shares };
}
