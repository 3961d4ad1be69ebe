import { dot, norm } from "../../linear-algebra/vectors.js";

/**
 * One block's step against the quadratic model, in a metric m that is diagonal:
 *
 *     v = argmin over v of −gᵀ(v − w) + ½ Σ m_i(v_i − w_i)² + λ‖v‖,   δ = v − w
 *
 * v = 0 where ‖c‖ ≤ λ for c = g + m∘w; else v_i = c_i/(m_i + λ/ρ), and ρ = ‖v‖ solves Σ c_i²/(m_iρ + λ)² = 1.
 * Does not do: how far to go along δ, for m is not the model's own curvature (`stepLength`).
 * @param gradient g, as long as the block w
 * @returns v, as long as w
 */
export function proximalBlock(
  gradient: Float64Array,
  metric: Float64Array,
  block: Float64Array,
  lambda: number,
): Float64Array {
  const centre = new Float64Array(block.length);
  for (let i = 0; i < centre.length; i++) centre[i] = gradient[i] + metric[i] * block[i];
  const length = norm(centre);
  // Within rounding of λ, what would be left is a block that only shrinks from sweep to sweep.
  if (length <= lambda * (1 + 1e-13)) return centre.fill(0);
  const rho = secularRoot(centre, metric, lambda, length);
  for (let i = 0; i < centre.length; i++) centre[i] *= rho / (metric[i] * rho + lambda);
  return centre;
}

/** ρ > 0 with s(ρ) = Σ c_i²/(m_iρ + λ)² = 1, by Newton on 1/√s, which is concave and nearly straight, from below. */
function secularRoot(centre: Float64Array, metric: Float64Array, lambda: number, length: number): number {
  let largest = 0;
  for (const value of metric) largest = Math.max(largest, value);
  if (!(largest > 0)) return 0;
  let rho = (length - lambda) / largest;
  for (let round = 0; round < 30; round++) {
    let [sum, slope] = [0, 0];
    for (let i = 0; i < centre.length; i++) {
      const denominator = metric[i] * rho + lambda;
      const ratio = centre[i] / denominator;
      sum += ratio * ratio;
      slope += (ratio * ratio * metric[i]) / denominator;
    }
    const next = rho + ((Math.sqrt(sum) - 1) * sum) / slope;
    if (!(next > rho * (1 + 1e-10))) return rho;
    rho = next;
  }
  return rho;
}

/** A block w, the model's negative gradient g there, and a step δ. */
export interface BlockMove {
  readonly gradient: Float64Array;
  readonly block: Float64Array;
  readonly step: Float64Array;
}

/** What φ needs to know besides the move. */
export interface AlongStep {
  /** δᵀHδ of the model. */
  readonly curvature: number;
  readonly lambda: number;
  /** Whether the step ends at the zero block, past which it must not go. */
  readonly toZero: boolean;
}

/**
 * The t ≥ 0 that minimises φ(t) = −t·gᵀδ + ½t²δᵀHδ + λ‖w + tδ‖, by Newton between bounds.
 * @returns t; 0 where the step is none of descent
 */
export function stepLength({ gradient, block, step }: BlockMove, { curvature, lambda, toZero }: AlongStep): number {
  const linear = dot(gradient, step);
  const [ww, wd, dd] = [dot(block, block), dot(block, step), dot(step, step)];
  const squareAt = (t: number) => Math.max(ww + t * (2 * wd + t * dd), 0);
  const slopeAt = (t: number) => {
    const length = Math.sqrt(squareAt(t));
    return t * curvature - linear + (length > 0 ? (lambda * (wd + t * dd)) / length : lambda * Math.sqrt(dd));
  };
  if (toZero && slopeAt(1 - 1e-9) <= 0) return 1;
  let [low, high, t] = [0, toZero ? 1 : Number.POSITIVE_INFINITY, 1];
  for (let round = 0; round < 40; round++) {
    const slope = slopeAt(t);
    if (slope > 0) high = t;
    else low = t;
    const square = squareAt(t);
    const bend =
      square > 0 ? (lambda * Math.max(dd * square - (wd + t * dd) ** 2, 0)) / (square * Math.sqrt(square)) : 0;
    let next = t - slope / (curvature + bend);
    if (!(next > low && next < high)) next = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * t;
    if (next < 1e-12) return 0;
    if (Math.abs(next - t) <= 1e-9 * t) return next;
    t = next;
  }
  return t;
}

/**
 * In place: blocks (rows of K outputs) less the mean of each row. Coupled outputs do not see a part that all of them share, and without it the
 * norm is smaller.
 */
export function removeSharedPart(blocks: Float64Array, outputs: number): void {
  for (let from = 0; from < blocks.length; from += outputs) {
    let mean = 0;
    for (let k = from; k < from + outputs; k++) mean += blocks[k] / outputs;
    for (let k = from; k < from + outputs; k++) blocks[k] -= mean;
  }
}
